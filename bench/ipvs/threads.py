# SPDX-License-Identifier: Apache-2.0
"""CPU time of packet processing, by letting the kernel process packets in threads ("threaded NAPI", Linux 5.12)."""

import glob
import re
import subprocess

PORTS = ("igb0", "igb1", "peer0", "peer1")


def switch(on, namespace=None, ports=PORTS):
    """Threads for ports on or off. /sys shows the ports of the namespace in which it was mounted: hence `ip netns exec`,
    which mounts it anew."""
    for port in ports:
        command = ["sh", "-c", f"echo {int(on)} > /sys/class/net/{port}/threaded"]
        subprocess.run(command if namespace is None else ["ip", "netns", "exec", namespace, *command], check=True)


def cpu_seconds(ports):
    """CPU seconds that the threads of these ports have used; schedstat's first number, nanoseconds."""
    spent = 0
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(path, encoding="ascii", errors="replace") as file:
                match = re.match(r"napi/([^-]+)-", file.read())
            if match and match.group(1) in ports:
                with open(path.replace("comm", "schedstat"), encoding="ascii") as file:
                    spent += int(file.read().split()[0])
        except OSError:
            continue  # a program that has just ended
    return spent / 1e9
