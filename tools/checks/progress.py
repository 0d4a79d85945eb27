# SPDX-License-Identifier: Apache-2.0
"""Passes on of ctest's output what a waiting person wants: failures whole, and now and then how far it is."""

import re
import sys
import time

# Name and outcome stand apart by dots, three at least: `3/4 Test #12: unit/a sentence ...   Passed    0.02 sec`.
ENDED = re.compile(r"^\s*(\d+)/(\d+) Test\s+#\d+: (.*) \.{2,}\s*(\S.*)$")
STARTED = re.compile(r"^\s*Start\s+\d+: ")
EVERY = 5.0  # seconds


def main():
    shown, failing = -EVERY, False
    for line in sys.stdin:
        ended = ENDED.match(line)
        if ended:
            failing = "Passed" not in ended.group(4) and "Skipped" not in ended.group(4)
            last = ended.group(1) == ended.group(2)
            if failing or last or time.monotonic() - shown >= EVERY:
                shown = time.monotonic()
                print(f"        {ended.group(1)}/{ended.group(2)} {ended.group(3)}: {ended.group(4)}", flush=True)
        elif failing and not STARTED.match(line) and "tests passed" not in line:
            print(f"        | {line}", end="", flush=True)
        elif "tests passed" in line:
            failing = False


if __name__ == "__main__":
    main()
