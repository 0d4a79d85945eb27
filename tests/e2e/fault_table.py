# SPDX-License-Identifier: Apache-2.0
"""docs/troubleshooting.md says what the commands print for each fault: the scenarios that make the faults hold them to it."""

import os
import re

from scenario import expect

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/troubleshooting.md")
NOT_OF_VETHS = " *"  # behind a fault that is tested with tables of facts


def rows():
    """(fault, what stands in its last column) of each row of the page's tables. An empty first cell goes on with the fault above."""
    with open(PAGE, encoding="utf-8") as page:
        tables = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in page if line.startswith("| ")]
    fault = ""
    for first, *_, last in tables:
        fault = first.strip() or fault
        yield fault, last


def lines_of(cell):
    """What is printed, of a cell: what stands in backticks and is no command."""
    return [line for line in re.findall(r"`([^`]+)`", cell) if not line.startswith("shunt ")]


def documented():
    """The lines by fault, of those faults that a lab can make."""
    found = {}
    for fault, cell in rows():
        if not fault.endswith(NOT_OF_VETHS):
            found.setdefault(fault, []).extend(lines_of(cell))
    return {fault: lines for fault, lines in found.items() if lines}


def word_pattern(word):
    """Of a service any name will do, of the configuration any file, and for a number any other."""
    if word.startswith("/etc/shunt/"):
        word = word.partition(":")[2]
        return r"\S+:" + word_pattern(word)
    escaped = re.sub(r"\d+(,\d{3})*", r"\\d[\\d,]*", re.escape(word))
    return re.sub(r"\bweb\b", r"[a-z]+\\d*", escaped)


def pattern(line):
    """Numbers, and so addresses, names of services and spaces may differ; "..." leaves something out."""
    return r"\s+".join(".*" if word == "..." else word_pattern(word) for word in line.split())


def expect_as_documented(fault, printed):
    """Expects each line of the page for this fault in what commands have printed."""
    for line in documented()[fault]:
        expect(re.search(pattern(line), printed), f"docs/troubleshooting.md, {fault}: {line!r} is not in\n{printed}")
