# SPDX-License-Identifier: Apache-2.0
"""Each file names its licence in its first line, or in the second after a #! line.

Left out: licence texts, Markdown, JSON and other formats without comments, test data.
"""

import sys

from tree import files, lines

EXEMPT = ("LICENSE", "LICENSES/", "tests/data/", ".gitignore")
EXEMPT_ENDS = (".md", ".json", ".svg", ".png", ".pcap", ".pcapng", ".clang-format")
BPF = "GPL-2.0-only OR BSD-2-Clause"
APACHE = "Apache-2.0"


def licences(path):
    """What a file may be under. Tests and benchmarks have programs for the kernel, and stand-ins for its headers."""
    if path.endswith((".bpf.c", ".bpf.h")) or path.startswith("bpf/") and path.endswith((".c", ".h")):
        return [BPF]
    return [APACHE, BPF] if path.endswith((".c", ".h")) and not path.startswith("userspace/") else [APACHE]


def fault(path):
    """Why the file's head is wrong; None if it is right."""
    head = lines(path)[:2]
    if head and not head[0].startswith(("#!", "<?xml")):
        head = head[:1]
    wanted = licences(path)
    # In two pieces, so that this line is no identifier itself.
    mark = "SPDX-License-" + "Identifier: "
    found = [line.split(mark)[1] for line in head if mark in line]
    if not found:
        return f"the first line names no licence; add {mark}{wanted[0]}"
    text = found[0].removesuffix("*/").removesuffix("-->").strip()
    return None if text in wanted else f"the licence here is {wanted[0]}, not {text}"


def main():
    faults = 0
    for path in files():
        if path.startswith(EXEMPT) or path.endswith(EXEMPT_ENDS) or "corpus/" in path or not lines(path):
            continue
        why = fault(path)
        if why:
            print(f"{path}:1: {why}")
            faults += 1
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
