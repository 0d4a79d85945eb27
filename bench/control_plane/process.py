# SPDX-License-Identifier: Apache-2.0
"""What a process has used of the machine."""

import os
import time

TICK = os.sysconf("SC_CLK_TCK")


def processor_time(pid):
    """User and system seconds."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) / TICK, int(fields[12]) / TICK


def spent(pid):
    """Seconds of a processor."""
    return sum(processor_time(pid))


def at_rest(pid, seconds=5):
    """Processor seconds a second, of a process that nobody asks anything."""
    before, start = spent(pid), time.monotonic()
    time.sleep(seconds)  # what is measured is the time itself
    return (spent(pid) - before) / (time.monotonic() - start)


def spent_by(work, pid, rest=0.0):
    """Processor seconds that the process takes while work() runs, without what it takes at rest."""
    before, start = spent(pid), time.monotonic()
    work()
    return spent(pid) - before - rest * (time.monotonic() - start)


def memory(pid):
    """MiB by the names of /proc/PID/status: VmRSS, all that is resident; RssAnon, what is its own; VmHWM, the most ever."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        lines = dict(line.split(":", 1) for line in status)
    return {name: int(value.split()[0]) / 1024 for name, value in lines.items() if value.endswith("kB\n")}
