# SPDX-License-Identifier: Apache-2.0
"""Runs the scenarios about live connections at full size, and prints what they measured as a table.

usage: table.py BUILD [--into FILE] [NAME...]

NAME: a part of a scenario's name; all by default. --into: replaces what stands between the lines "<!-- table -->" and
"<!-- end of the table -->" of FILE. The exit status is 1 if one failed.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import scenarios  # noqa: E402 the path above comes first

SUBJECTS = ("consistency", "drain", "flood", "crash", "refusal")
COMMAND = "bench/consistency/run"
PATIENCE = "10"  # deadlines are for scenarios of the size that CI bears


def shown(row):
    broken = f"{row['broken']:,}" + (f" ({row['expected']})" if row["expected"] else "")
    again = f"{row['again']}, {row['needless']} of them needless" if row["again"] else "0"
    return f"| {row['what']} | {row['connections']:,} | {broken} | {again} ({row['quiet']:g}) | {row['stall'] * 1000:.0f} ms |"


def table(rows):
    lines = [scenarios.heading(COMMAND), "", "| what was done | connections | broken | retransmitted (quiet run) | longest stall |",
             "|---|---|---|---|---|"]
    return "\n".join(lines + [shown(row) for row in rows]) + "\n"


if __name__ == "__main__":
    scenarios.main(__doc__, SUBJECTS, table, "SHUNT_CONSISTENCY_ROWS", SHUNT_CONSISTENCY="full", SHUNT_LAB_PATIENCE=PATIENCE)
