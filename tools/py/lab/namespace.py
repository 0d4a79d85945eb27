# SPDX-License-Identifier: Apache-2.0
"""A network namespace under /run/netns with a name of our own.

Programs enter it by nsenter, not by `ip netns exec`, which would mount another /sys and so hide bpffs.
"""

import os
import signal

from lab.command import Expired, Process, run, wait_until


class Namespace:
    def __init__(self, name):
        self.name = name

    def create(self):
        """An empty namespace with lo up and no duplicate address detection, which would delay every address."""
        run(["ip", "netns", "add", self.name])
        self.set("net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
        self.ip("link set lo up")

    def command(self, *arguments):
        return ["nsenter", f"--net=/run/netns/{self.name}", *arguments]

    def run(self, *arguments, **options):
        return run(self.command(*arguments), **options)

    def start(self, *arguments, log, env=None):
        return Process(self.command(*arguments), log, env)

    def ip(self, *lines):
        """Runs lines of iproute2's batch language; stops at the first that fails."""
        run(self.command("ip", "-batch", "-"), input="\n".join(lines) + "\n")

    def set(self, *settings):
        """Sets NAME=VALUE sysctls of this namespace."""
        run(self.command("sysctl", "-q", "-w", *settings))

    def plain_frames(self, *devices):
        """Switches offloads off: veth would hand over frames without checksums, and larger than the MTU."""
        for device in devices:
            run(self.command("ethtool", "-K", device, *"rx off tx off gro off gso off tso off".split()))

    def pids(self):
        found = run(["ip", "netns", "pids", self.name], check=False)
        return [int(pid) for pid in found.stdout.split()]

    def delete(self):
        """Ends every process in the namespace and removes it with its devices. No error if it is not there."""
        if not os.path.exists(f"/run/netns/{self.name}"):
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.pids():
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            if number == signal.SIGTERM and self.pids():
                end_quietly(self)
        run(["ip", "netns", "del", self.name])


def end_quietly(namespace):
    """Gives programs two seconds to end by SIGTERM; those that do not are killed next."""
    try:
        wait_until("the end of all programs", lambda: not namespace.pids(), deadline=2.0)
    except Expired:  # SIGKILL follows
        pass
