# SPDX-License-Identifier: Apache-2.0
"""Counting frames by tcpdump."""

import re
import signal

from lab.command import wait_until


class Capture:
    """Counts the frames, in either direction, that match a tcpdump filter on a device, from now until stop()."""

    def __init__(self, namespace, device, what, home):
        self.process = namespace.start("tcpdump", "-n", "-s", "64", "-i", device, "-w", "/dev/null", what,
                                       log=f"{home}/tcpdump-{namespace.name}-{device}.log")
        wait_until(f"tcpdump on {device}", lambda: "listening on" in self.process.output())

    def stop(self):
        """Ends the capture; how many frames there were, as the kernel's filter counted: those not yet read too."""
        self.process.stop(signal.SIGINT)
        return int(re.search(r"(\d+) packets? received by filter", self.process.output()).group(1))
