# SPDX-License-Identifier: Apache-2.0
"""Counting frames by tcpdump."""

import re
import signal

from lab.command import wait_until


class Capture:
    """Counts the frames that match a tcpdump filter on a device, from construction until stop().

    direction: "in", "out" or "inout", as seen by the namespace that the device is in.
    """

    def __init__(self, namespace, device, what, home, direction="inout"):
        log = f"{home}/tcpdump-{namespace.name}-{device}-{len(what)}.log"
        self.process = namespace.start("tcpdump", "-n", "-i", device, "-Q", direction, "-B", "16384", "-w", "/dev/null",
                                       what, log=log)
        wait_until(f"tcpdump on {device}", lambda: "listening on" in self.process.output())

    def stop(self):
        """Ends the capture; how many frames there were. Raises if the kernel could not keep up."""
        self.process.stop(signal.SIGINT)
        output = self.process.output()
        lost = int(re.search(r"(\d+) packets? dropped by kernel", output).group(1))
        if lost:
            raise AssertionError(f"tcpdump missed {lost} packets: {output}")
        return int(re.search(r"(\d+) packets? captured", output).group(1))
