# SPDX-License-Identifier: Apache-2.0
"""The layers of the tree, checked over #include lines.

- A folder of userspace/ includes only from itself and from folders above it in userspace/CMakeLists.txt.
- Only userspace/dataplane, tests/bpf, tests/support, tests/vm and bench include libbpf, libxdp, a skeleton or the ABI.
  reasons.h and limits.h are plain numbers and names for all.
- bpf/ includes nothing of userspace.
- model, scheduler, config and the health state machine are pure: no fd, clock, thread or logger.
"""

import re
import sys

from tree import files, lines

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')
SOURCE = (".h", ".c", ".cpp")
KERNEL_SIDE = re.compile(r"^(bpf/(?!bpf_endian)|xdp/|.*\.skel\.h$|linux/bpf\.h)")
ABI = re.compile(r"^shunt/(?!reasons\.h|limits\.h)")
MAY_TOUCH_KERNEL_SIDE = ("bpf/", "userspace/dataplane/", "tests/bpf/", "tests/support/", "tests/vm/",
                         "bench/")
PURE = ("userspace/model/", "userspace/scheduler/", "userspace/config/", "userspace/health/judge/",
        "userspace/doctor/findings/", "userspace/packet/")
IMPURE_HEADER = re.compile(r"^(unistd\.h|fcntl\.h|poll\.h|sys/|netinet/|net/if\.h|thread|mutex|condition_variable|atomic|"
                           r"future|fstream|ctime|time\.h|spdlog/|boost/asio|core/unique_fd\.h)")
CLOCK = re.compile(r"_clock::now\b|\bgettimeofday\b|\bclock_gettime\b")


def order():
    """The folders of userspace/ in order of dependency."""
    text = "\n".join(lines("userspace/CMakeLists.txt"))
    return re.search(r"foreach\(folder ([^)]*)\)", text).group(1).split()


def includes(path):
    """(line number, header) of each #include."""
    for number, line in enumerate(lines(path), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1)


def wrong_direction(path, header, folders):
    """Why a header may not be included by a file of userspace/; None if it may."""
    own, other = path.split("/")[1], header.split("/")[0]
    if "/" not in header or other not in folders:
        return None
    if own not in folders:
        return f"the folder {own} is not in userspace/CMakeLists.txt"
    if folders.index(other) > folders.index(own):
        return f"{own} stands above {other} in userspace/CMakeLists.txt and may not use it"
    return None


def fault(path, header, folders):
    """Why a header may not be included in a file; None if it may."""
    if KERNEL_SIDE.match(header) and not path.startswith(MAY_TOUCH_KERNEL_SIDE):
        return "only dataplane, tests/bpf and bench know libbpf, libxdp and skeletons"
    if ABI.match(header) and not path.startswith((*MAY_TOUCH_KERNEL_SIDE, "tests/unit/")):
        return "only dataplane, its tests and bench know the ABI"
    if path.startswith("bpf/") and header.split("/")[0] in folders:
        return "bpf/ includes nothing of userspace/"
    if path.startswith(PURE) and IMPURE_HEADER.match(header):
        return "pure code has no fd, clock, thread or logger"
    return wrong_direction(path, header, folders) if path.startswith("userspace/") else None


def main():
    folders = order()
    faults = []
    for path in (p for p in files() if p.endswith(SOURCE)):
        for number, header in includes(path):
            why = fault(path, header, folders)
            if why:
                faults.append(f"{path}:{number}: {header}: {why}")
        if path.startswith(PURE):
            faults += [f"{path}:{number}: pure code reads no clock"
                       for number, line in enumerate(lines(path), 1) if CLOCK.search(line)]
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
