# SPDX-License-Identifier: Apache-2.0
"""Each text that health checks give as a reason stands among the reasons of docs/health.md.

A reason is put together from string literals: every one of two words or more in the sources below has to occur there.
Backticks, line breaks and repeated spaces do not count. What the document shows beside them (numbers, names) is free.
"""

import re
import sys

from tree import files, lines

DOCUMENT, SECTION = "docs/health.md", "## Reasons"
SOURCES = ("userspace/health/agent/", "userspace/health/checker/", "userspace/health/judge/",
           "userspace/health/probe/", "userspace/health/process/", "userspace/control/probe_ways.cpp")
SILENT = ("userspace/health/probe/http_request.cpp",)  # what is sent
NO_REASONS = re.compile(r"//[^\n]*|^\s*#[^\n]*|static_assert\([^;]*;|log::tell\w*\([^;]*;", re.MULTILINE)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def plain(text):
    return " ".join(text.replace("`", "").split())


def literals(source):
    """(line number, text) of each string literal of two words or more; parts that follow each other are one."""
    text = NO_REASONS.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)
    text = re.sub(r'"(\s*\n\s*)"', lambda found: "\0" * found.group(1).count("\n"), text)
    for found in LITERAL.finditer(text):
        words = plain(re.sub(r"\\[nrt\"]", " ", found.group(1).replace("\0", "")))
        if " " in words and len(re.findall(r"[A-Za-z]+", words)) >= 2:
            yield 1 + text.count("\n", 0, found.start()) + text.count("\0", 0, found.start()), words


def section(document):
    begin = document.index("\n" + SECTION)
    end = document.find("\n## ", begin + 1)
    return plain(document[begin:] if end < 0 else document[begin:end])


def faults(sources, document):
    """Of `sources`, pairs of a path and a text: one line for each literal that `document` lacks."""
    known = section(document)
    return [f'{path}:{number}: "{words}" is no reason of {DOCUMENT}; say there what to look at'
            for path, source in sources for number, words in literals(source) if words not in known]


def main():
    sources = [(path, "\n".join(lines(path))) for path in files()
               if path.startswith(SOURCES) and path.endswith((".h", ".cpp")) and path not in SILENT]
    found = faults(sources, "\n".join(lines(DOCUMENT)))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
