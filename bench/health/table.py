# SPDX-License-Identifier: Apache-2.0
"""Runs the scenarios that measure how soon a failed backend is seen, and prints what they measured as a table.

usage: table.py BUILD [--into FILE] [NAME...]

NAME: a part of a scenario's name; all by default. --into: replaces what stands between the lines "<!-- table -->" and
"<!-- end of the table -->" of FILE. The exit status is 1 if one failed.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import scenarios  # noqa: E402 the path above comes first

SUBJECTS = ("health", "health_checks")
COMMAND = "bench/health/run"


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
    lines = [f"{scenarios.heading(COMMAND)} Of causes tried in several ways (forwardings and families): the slowest.", "",
             "| cause | seen by | down after | up after its end |", "|---|---|---|---|"]
    for (cause, check), line in merged(rows).items():
        ways = f" ({', '.join(sorted(line['ways'])) if len(line['ways']) < 3 else str(len(line['ways'])) + ' ways'})" if line["ways"] else ""
        lines.append(f"| {cause}{ways} | `{check}` | {line['detection_ms']:,} ms | {line['recovery_ms']:,} ms |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    scenarios.main(__doc__, SUBJECTS, table, "SHUNT_HEALTH_ROWS")
