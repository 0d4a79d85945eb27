# SPDX-License-Identifier: Apache-2.0
"""`shunt capture` in the background, and what the controller says of it."""

import signal

from lab.command import wait_until


class Running:
    """`shunt capture` in the background."""

    def __init__(self, lab, *options):
        self.lab, self.file = lab, f"{lab.home}/packets.pcapng"
        self.process = lab.shunt.namespace.start(lab.shunt.binary, "--socket", lab.shunt.socket, "capture", "-w", self.file,
                                                 *options, log=f"{lab.home}/capture.log")
        wait_until("a capture", lambda: capturing(lab))

    def end(self):
        """What it said, after SIGINT."""
        self.process.stop(signal.SIGINT)
        return self.process.output()


def capturing(lab):
    return all("capturing" in interface["state"] for interface in lab.shunt.status()["interfaces"])


def programs(lab):
    return [interface["program_id"] for interface in lab.shunt.status()["interfaces"]]
