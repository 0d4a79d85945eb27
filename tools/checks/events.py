# SPDX-License-Identifier: Apache-2.0
"""The log's catalogue (userspace/log/events.h) against docs/logs.md and the code.

Each event has an id and an enumerator of its own, is told somewhere in userspace/, and has its row in docs/logs.md with the
same level, meaning and remedy, in the same order; the document has no other. Nothing in userspace/ logs past userspace/log/.
"""

import re
import sys

from tree import files, lines

CATALOGUE, DOCUMENT = "userspace/log/events.h", "docs/logs.md"
EVENT = re.compile(r'^\s*EVENT\((\w+), "(\w+)", k(\w+), "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)', re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*?) \|$", re.MULTILINE)


def faults(catalogue, document, sources):
    """One line for each fault. sources: (path, text) of the code that may tell events."""
    events = EVENT.findall(catalogue)
    rows = ROW.findall(document)
    found = []
    if len(events) != len(re.findall(r"^\s*EVENT\(", catalogue, re.MULTILINE)):
        found.append(f"{CATALOGUE}: an event is not of the form EVENT(kName, \"id\", kLevel, \"meaning\", \"remedy\")")
    for index, what in ((0, "enumerator"), (1, "id")):
        names = [event[index] for event in events]
        found += [f"{CATALOGUE}: two events have the {what} {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    code = "\n".join(text for path, text in sources if path != CATALOGUE)
    found += [f"{CATALOGUE}: {name} is told nowhere" for name, *_ in events if not re.search(rf"\bEvent::{name}\b", code)]
    wanted = [(id_, level.lower(), meaning, remedy) for _, id_, level, meaning, remedy in events]
    found += [f"{DOCUMENT}: wanted the row | `{row[0]}` | {row[1]} | {row[2]} | {row[3]} |" for row in wanted if row not in rows]
    found += [f"{DOCUMENT}: no event of {CATALOGUE}: {row[0]}" for row in rows if row[0] not in {w[0] for w in wanted}]
    if not found and rows != wanted:
        found.append(f"{DOCUMENT}: the events stand in another order than in {CATALOGUE}")
    found += [f"{path}: logs by spdlog; userspace/log/ does, with an event of the catalogue" for path, text in sources
              if "spdlog" in text and not path.startswith("userspace/log/")]
    return found


def main():
    sources = [(path, "\n".join(lines(path))) for path in files()
               if path.startswith("userspace/") and path.endswith((".h", ".cpp"))]
    found = faults("\n".join(lines(CATALOGUE)), "\n".join(lines(DOCUMENT)), sources)
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
