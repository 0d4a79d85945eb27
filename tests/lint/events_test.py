# SPDX-License-Identifier: Apache-2.0
"""tools/checks/events.py: what it finds wrong between the catalogue, the document and the code."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/checks"))
from events import faults  # noqa: E402

CATALOGUE = """\
  EVENT(kUp, "up", kInfo, "it is up", "nothing") \\
  EVENT(kDown, "down", kWarning, "it is \\"down\\"", "look") \\
"""
DOCUMENT = """\
| event | level | meaning | what to do |
| `up` | info | it is up | nothing |
| `down` | warning | it is \\"down\\" | look |
"""
CODE = [("userspace/a.cpp", "log::tell(log::Event::kUp); tell(Event::kDown);"), ("userspace/log/log.cpp", "spdlog::x")]


def expect(name, found, *texts):
    if len(found) != len(texts) or not all(text in line for text, line in zip(texts, found)):
        print(f"{name}: found {found}, wanted {texts}")
        sys.exit(1)


expect("all is well", faults(CATALOGUE, DOCUMENT, CODE))
expect("a second one", faults(CATALOGUE + CATALOGUE.splitlines()[0], DOCUMENT, CODE), "enumerator kUp", "the id up")
expect("told nowhere", faults(CATALOGUE, DOCUMENT, CODE[1:] + [("userspace/a.cpp", "Event::kDowns Event::kUp")]), "kDown is told nowhere")
expect("another level", faults(CATALOGUE, DOCUMENT.replace("info", "error"), CODE), "wanted the row | `up` | info")
expect("not described", faults(CATALOGUE, DOCUMENT.replace("| `up` | info | it is up | nothing |\n", ""), CODE), "| `up` |")
expect("described alone", faults(CATALOGUE, DOCUMENT + "| `odd` | info | a | b |\n", CODE), "no event of userspace/log/events.h: odd")
expect("another order", faults(CATALOGUE, "\n".join(reversed(DOCUMENT.splitlines())), CODE), "another order")
expect("another form", faults(CATALOGUE + "  EVENT(kOdd)\n", DOCUMENT, CODE), "is not of the form")
expect("past the log", faults(CATALOGUE, DOCUMENT, CODE + [("userspace/b.cpp", "spdlog::warn()")]), "userspace/b.cpp")
