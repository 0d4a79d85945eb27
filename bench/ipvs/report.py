# SPDX-License-Identifier: Apache-2.0
"""Makes a table of ratios from the JSON lines of guest_bench.py.

usage: report.py FILE
"""

import json
import statistics
import sys

BASE = "IPVS"


def read(path):
    """(subject, load, run) -> row, and the subjects in their order."""
    with open(path, encoding="utf-8") as file:
        try:
            rows = [json.loads(line) for line in file]
        except ValueError:
            sys.exit(f"report.py: {path} has a line that is no JSON: was the measurement cut off?")
    if not rows:
        sys.exit(f"report.py: {path} has no results")
    return {(row["subject"], row["load"], row["run"]): row for row in rows}, list(dict.fromkeys(r["subject"] for r in rows))


def forwarded(row):
    return row["received"] / row["seconds"]


def cost(row):
    return row["director_cpu_seconds"] / row["received"]


def ratio(rows, subject, load, value):
    """Median, least and greatest of the ratios to IPVS, each within one run."""
    ratios = [value(row) / value(rows[BASE, load, run]) for (name, of, run), row in rows.items()
              if name == subject and of == load]
    low, high = min(ratios), max(ratios)
    return f"{statistics.median(ratios):.2f}" + (f" ({low:.2f} to {high:.2f})" if subject != BASE else "")


def lost(rows, subject, load):
    parts = [row for (name, of, _), row in rows.items() if (name, of) == (subject, load)]
    sent = sum(row["sent"] for row in parts)
    return f"{100 * (1 - sum(row['received'] for row in parts) / sent):.1f}%"


def main(path):
    rows, subjects = read(path)
    runs = 1 + max(run for _, _, run in rows)
    first = next(iter(rows.values()))
    print(f"Linux {first['kernel']}, {runs} {'run' if runs == 1 else 'runs'}, {first['flows']:,} flows, clock: {first['clock']}. Medians of the ratios to "
          "IPVS in the same run (least to greatest).\n")
    print("| | packets forwarded a second, everything on one processor | CPU a packet, steady | CPU a packet, full speed | "
          "lost: steady, full, one processor |")
    print("|---|---|---|---|---|")
    for subject in subjects:
        cells = [ratio(rows, subject, "one processor", forwarded), ratio(rows, subject, "steady", cost),
                 ratio(rows, subject, "full", cost),
                 ", ".join(lost(rows, subject, load) for load in ("steady", "full", "one processor"))]
        print(f"| {subject} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    main(sys.argv[1])
