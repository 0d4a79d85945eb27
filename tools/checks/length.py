# SPDX-License-Identifier: Apache-2.0
"""Files hold one concept: 300 lines are the aim, more than 330 a fault. Prints the longest and the median."""

import statistics
import sys

from tree import files, lines

AIM, LIMIT = 300, 330
CODE = (".h", ".c", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt")


def main():
    lengths = {path: len(lines(path)) for path in files() if path.endswith(CODE) or path.startswith("tools/")}
    for path, length in sorted(lengths.items(), key=lambda item: -item[1]):
        if length > AIM:
            print(f"{path}: {length} lines" + ("" if length <= LIMIT else f", more than {LIMIT}: split it"))
    print(f"{len(lengths)} files, {statistics.median(lengths.values()):.0f} lines in the median, "
          f"{max(lengths.values())} in the longest")
    sys.exit(1 if max(lengths.values()) > LIMIT else 0)


if __name__ == "__main__":
    main()
