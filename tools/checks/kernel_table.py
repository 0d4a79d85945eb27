# SPDX-License-Identifier: Apache-2.0
"""The table of docs/kernels.md: what each kernel's verifier makes of each program, by compiler.

A table is a dict: (object, program, kernel) -> {"version": text, compiler: cost}. A cost is the number of
instructions that the verifier processed, or REJECTED. Only what stands between the two markers is read or written.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../py"))

import document  # noqa: E402 the path above comes first

BEGIN = "<!-- costs: written by tools/kernels -->"
END = "<!-- end of costs -->"
REJECTED = "rejected"
UNKNOWN = "-"
KEYS = ["object", "program", "kernel", "version"]
# More instructions than recorded, by this factor, is a regression.
TOLERANCE = 1.2


def cells(line):
    """The texts between the bars of a table's line."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def cost_of(text):
    """The cost that a cell shows; None if it shows none."""
    if text == UNKNOWN:
        return None
    return text if text == REJECTED else int(text.replace(",", ""))


def text_of(cost):
    """The cell for a cost."""
    if cost is None:
        return UNKNOWN
    return cost if cost == REJECTED else f"{cost:,}"


def parse(page):
    """The table of a document's text. ValueError if its markers are not there, or a cell is none."""
    _, between, _ = document.parts(page, BEGIN, END)
    lines = between.strip().splitlines()
    if not lines:
        return {}
    compilers = cells(lines[0])[len(KEYS):]
    table = {}
    for line in lines[2:]:
        row = cells(line)
        costs = {name: cost_of(text) for name, text in zip(compilers, row[len(KEYS):])}
        table[tuple(row[:3])] = {"version": row[3], **{name: cost for name, cost in costs.items() if cost is not None}}
    return table


def costs(lines, paths):
    """(object's path, program, cost) of each line that tests/vm/verifier_cost printed for the objects of these paths.
    ValueError if it said nothing of one: then it could not even be opened, and nothing is known of its cost."""
    found = [(path, name, cost if cost == REJECTED else int(cost)) for path, name, cost in map(str.split, lines)]
    silent = sorted(set(paths) - {path for path, _, _ in found})
    if silent:
        raise ValueError(f"not measured: {', '.join(silent)}")
    return found


def number_sequence(text):
    """6.12 after 6.1, and clang 14 after clang 9."""
    return [int(part) if part.isdigit() else part for part in text.replace(".", " ").split()]


def render(table):
    """The table as Markdown."""
    compilers = sorted({name for row in table.values() for name in row if name != "version"}, key=number_sequence)
    lines = ["| " + " | ".join(KEYS + compilers) + " |",
             "|" + "---|" * len(KEYS) + "---:|" * len(compilers)]
    for key in sorted(table, key=lambda k: (k[0], k[1], number_sequence(k[2]))):
        row = table[key]
        lines.append("| " + " | ".join([*key, row["version"], *(text_of(row.get(name)) for name in compilers)]) + " |")
    return "\n".join(lines)


def replaced(page, table):
    """The document's text with another table. ValueError if its markers are not there."""
    return document.replaced(page, BEGIN, END, render(table))


def merged(stored, measured):
    """The stored table with the cells that were measured. Programs of a measured object that were not met are gone."""
    objects = {(key[0], key[2]) for key in measured}
    programs = {key[:2] for key in measured}
    kept = {key: dict(row) for key, row in stored.items()
            if key[:2] in programs or (key[0], key[2]) not in objects}
    for key, row in measured.items():
        kept.setdefault(key, {}).update(row)
    return kept


def faults(stored, measured, must_be_recorded):
    """Why the measured table is not as it should be, a sentence each.

    must_be_recorded: kernels (series) of which each cost has to be in the stored table.
    """
    found = []
    for (name, program, kernel), row in sorted(measured.items()):
        recorded = stored.get((name, program, kernel), {})
        for compiler, cost in ((key, value) for key, value in row.items() if key != "version"):
            what = f"{name}: {program} built with {compiler} on Linux {kernel}"
            before = recorded.get(compiler)
            if cost == REJECTED:
                found.append(f"{what}: the verifier rejects it")
            elif before is None and kernel in must_be_recorded:
                found.append(f"{what}: {cost:,} instructions, none recorded; run tools/kernels")
            elif isinstance(before, int) and cost > before * TOLERANCE:
                found.append(f"{what}: {cost:,} instructions, {before:,} recorded; if that is worth it, run tools/kernels")
    return found
