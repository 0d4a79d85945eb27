# SPDX-License-Identifier: Apache-2.0
"""Each source file is named in a list of CMake's in one of the folders above it: what stands in none is never compiled,
and a test that never runs looks like one that passes."""

import os
import re
import sys

from tree import files, lines

SOURCE = (".c", ".cpp")
LIST = ("CMakeLists.txt", ".cmake")


def words(text):
    """What a list says, without its comments; the one of a fuzzer as the file that it stands for."""
    text = re.sub(r"\$\{CMAKE_CURRENT_SOURCE_DIR\}/|#.*", "", text)
    return re.findall(r"[\w./-]+", re.sub(r"shunt_fuzzer\((\w+)", r"\1_fuzz.cpp", text))


def unbuilt(sources, lists):
    """Of `sources`, the paths that no list names. lists: path of the list -> its text."""
    named = {os.path.normpath(os.path.join(os.path.dirname(path), word))
             for path, text in lists.items()
             for word in words(text)}
    return [path for path in sources if path not in named]


def main():
    listed = files()
    lists = {path: "\n".join(lines(path)) for path in listed if path.endswith(LIST)}
    found = unbuilt([path for path in listed if path.endswith(SOURCE)], lists)
    print("\n".join(f"{path}: in no list of CMake's above it, and so never compiled" for path in found),
          end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
