# SPDX-License-Identifier: Apache-2.0
"""Runs the scenarios about live connections at full size, and prints what they measured as a table.

usage: table.py BUILD [--output FILE] [NAME...]

NAME: a part of a scenario's name; all by default. The exit status is 1 if one failed.
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
SCENARIOS = os.path.join(HERE, "../../tests/e2e")
SUBJECTS = ("consistency", "drain", "flood", "crash", "refusal")
COMMAND = "bench/consistency/run"
PATIENCE = "10"  # deadlines are for scenarios of the size that CI bears


def scenarios(parts):
    """(file, name) of each scenario whose name has one of the parts, or of all."""
    for subject in SUBJECTS:
        file = f"{SCENARIOS}/{subject}_test.py"
        names = subprocess.run([sys.executable, file, "--list"], check=True, text=True, capture_output=True).stdout
        for name in names.splitlines():
            if not parts or any(part in name for part in parts):
                yield file, name


def run(build, file, name, rows):
    """Runs one; whether it passed. Its output goes to standard error."""
    started = time.monotonic()
    result = subprocess.run([sys.executable, file, build, name], text=True, capture_output=True,
                            env={**os.environ, "SHUNT_CONSISTENCY": "full", "SHUNT_CONSISTENCY_ROWS": rows,
                                 "SHUNT_LAB_PATIENCE": PATIENCE})
    verdict = {0: "passed", 77: "skipped"}.get(result.returncode, "FAILED")
    print(f"{verdict} in {time.monotonic() - started:.0f} s: {name}\n{result.stdout}{result.stderr}", file=sys.stderr)
    return result.returncode in (0, 77)


def shown(row):
    broken = f"{row['broken']:,}" + (f" ({row['expected']})" if row["expected"] else "")
    again = f"{row['again']}, {row['needless']} of them needless" if row["again"] else "0"
    return f"| {row['what']} | {row['connections']:,} | {broken} | {again} ({row['quiet']:g}) | {row['stall'] * 1000:.0f} ms |"


def table(rows):
    lines = [f"Linux {platform.release()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; written by `{COMMAND}`.",
             "", "| what was done | connections | broken | retransmitted (quiet run) | longest stall |", "|---|---|---|---|---|"]
    return "\n".join(lines + [shown(row) for row in rows]) + "\n"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--output")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as rows:
        passed = [run(os.path.abspath(arguments.build), file, name, rows.name) for file, name in scenarios(arguments.names)]
        text = table([json.loads(line) for line in rows])
    print(text, end="")
    if arguments.output:
        with open(arguments.output, "w", encoding="utf-8") as file:
            file.write(text)
    if not all(passed):
        sys.exit(f"{passed.count(False)} of {len(passed)} scenarios failed")


if __name__ == "__main__":
    main()
