# SPDX-License-Identifier: Apache-2.0
"""Runs the scenarios that measure how soon a failed backend is seen, and prints what they measured as a table.

usage: table.py BUILD [--into FILE] [NAME...]

NAME: a part of a scenario's name; all by default. --into: replaces what stands between the lines "<!-- table -->" and
"<!-- end of the table -->" of FILE. The exit status is 1 if one failed.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = os.path.join(HERE, "../../tests/e2e")
SUBJECTS = ("health", "health_checks")
COMMAND = "bench/health/run"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->"


def scenarios(parts):
    """(file, name) of each scenario whose name has one of the parts, or of all."""
    for subject in SUBJECTS:
        file = f"{SCENARIOS}/{subject}_test.py"
        names = subprocess.run([sys.executable, file, "--list"], check=True, text=True, capture_output=True).stdout
        for name in names.splitlines():
            if not parts or any(part in name for part in parts):
                yield file, name


def run(build, file, name, rows):
    """Runs one; whether it passed. What it says goes to standard error if it did not."""
    result = subprocess.run([sys.executable, file, build, name], text=True, capture_output=True,
                            env={**os.environ, "SHUNT_HEALTH_ROWS": rows})
    passed = result.returncode in (0, 77)
    print(f"{'passed' if passed else 'FAILED'}: {name}", file=sys.stderr)
    if not passed:
        print(result.stdout + result.stderr, file=sys.stderr)
    return passed


def merged(rows):
    """One line for causes that differ in the way alone, in parentheses: the slowest of each."""
    lines = {}
    for row in rows:
        cause, _, way = row["cause"].partition(" (")
        line = lines.setdefault((cause, row["check"]), {"ways": set(), "detection_ms": 0, "recovery_ms": 0})
        line["ways"] |= {way.rstrip(")")} if way else set()
        for key in ("detection_ms", "recovery_ms"):
            line[key] = max(line[key], row[key])
    return lines


def table(rows):
    lines = [f"Linux {platform.release()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; written by `{COMMAND}`. "
             "Of causes tried in several ways (forwardings and families): the slowest.", "",
             "| cause | seen by | down after | up after its end |", "|---|---|---|---|"]
    for (cause, check), line in merged(rows).items():
        ways = f" ({', '.join(sorted(line['ways'])) if len(line['ways']) < 3 else str(len(line['ways'])) + ' ways'})" if line["ways"] else ""
        lines.append(f"| {cause}{ways} | `{check}` | {line['detection_ms']:,} ms | {line['recovery_ms']:,} ms |")
    return "\n".join(lines) + "\n"


def put_into(path, text):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(f"(?s){BEGIN}.*{END}", lambda _: BEGIN + text + END, page))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--into")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as rows:
        passed = [run(os.path.abspath(arguments.build), file, name, rows.name) for file, name in scenarios(arguments.names)]
        text = table([json.loads(line) for line in rows])
    print(text, end="")
    if arguments.into:
        put_into(arguments.into, text)
    if not all(passed):
        sys.exit(f"{passed.count(False)} of {len(passed)} scenarios failed")


if __name__ == "__main__":
    main()
