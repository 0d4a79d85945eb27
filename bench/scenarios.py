# SPDX-License-Identifier: Apache-2.0
"""Runs scenarios of tests/e2e for what they measure, and makes a table of the rows that they leave.

A subject is tests/e2e/SUBJECT_test.py. A row is a line of JSON that a scenario appends to the file that it is named by an
environment variable.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../tools/py"))

import document  # noqa: E402 the path above comes first

SCENARIOS = os.path.join(HERE, "../tests/e2e")
BEGIN, END = "<!-- table -->", "<!-- end of the table -->"


def chosen(subjects, parts):
    """(file, name) of each scenario whose name has one of the parts, or of all."""
    for subject in subjects:
        file = f"{SCENARIOS}/{subject}_test.py"
        names = subprocess.run([sys.executable, file, "--list"], check=True, text=True, capture_output=True).stdout
        for name in names.splitlines():
            if not parts or any(part in name for part in parts):
                yield file, name


def run(build, file, name, environment):
    """Runs one; whether it passed. Its output goes to standard error."""
    started = time.monotonic()
    result = subprocess.run([sys.executable, file, build, name], text=True, capture_output=True,
                            env={**os.environ, **environment})
    verdict = {0: "passed", 77: "skipped"}.get(result.returncode, "FAILED")
    print(f"{verdict} in {time.monotonic() - started:.0f} s: {name}\n{result.stdout}{result.stderr}", file=sys.stderr)
    return result.returncode in (0, 77)


def heading(command):
    """Where and when a table was made. command: what a person runs to make it again."""
    return f"Linux {platform.release()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; written by `{command}`."


def main(usage, subjects, table, rows_in, **environment):
    """The command BUILD [--into FILE] [NAME...]; its status is 1 if a scenario failed.

    table: makes the text from the rows. rows_in: the variable that names the file for them. environment: more variables.
    """
    parser = argparse.ArgumentParser(usage=usage)
    parser.add_argument("build")
    parser.add_argument("--into")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_intermixed_args()  # names may stand behind an option
    build = os.path.abspath(arguments.build)
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as rows:
        environment[rows_in] = rows.name
        passed = [run(build, file, name, environment) for file, name in chosen(subjects, arguments.names)]
        text = table([json.loads(line) for line in rows])
    print(text, end="")
    if arguments.into:
        document.write(arguments.into, BEGIN, END, text)
    if not all(passed):
        sys.exit(f"{passed.count(False)} of {len(passed)} scenarios failed")
