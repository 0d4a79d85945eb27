# SPDX-License-Identifier: Apache-2.0
"""The kernel's pktgen: its files below /proc/net/pktgen, one device for each of its threads, and their removal.

Linux, Documentation/networking/pktgen.rst and net/core/pktgen.c. What is not in the former: the last source port is
never sent; of IPv4 the source address and the source port step together; of IPv6 the source address is fixed.
"""

import errno
import math
import os
import re
import subprocess
import threading
from dataclasses import dataclass

from parameters import FIRST_PORT, FRAME_CHECK, flow_ranges

ROOT = "/proc/net/pktgen"
NOT_SUPPORTED = 524  # ENOTSUPP of the kernel, which has no name in userspace


class Failed(Exception):
    """Something does not work; the text is one line with what to do."""


@dataclass
class Sent:
    """What came of a trial at the generator."""
    packets: int
    errors: int
    seconds: float


class Pktgen:
    """pktgen for the life of a `with`: afterwards all of its devices are gone, and the module if it was not there."""

    def __init__(self):
        self.loaded = False
        self.devices = []

    def __enter__(self):
        if not os.path.isdir(ROOT):
            modprobe("pktgen")
            if not os.path.isdir(ROOT):
                raise Failed(f"this kernel ({os.uname().release}) has no pktgen; load the module (modprobe pktgen), or "
                             "use a kernel that has it, such as Debian's linux-image-amd64")
            self.loaded = True
        busy = [name for name in os.listdir(ROOT) if name != "pgctrl" and not name.startswith("kpktgend_")]
        if busy:
            raise Failed(f"pktgen is in use for {', '.join(sorted(busy))}; wait for its end, or: "
                         f"echo reset > {ROOT}/pgctrl")
        return self

    def __exit__(self, *_):
        try:
            self.reset()
        except OSError:
            pass  # the namespace or the module went before us
        if self.loaded:
            modprobe("-r", "pktgen")

    def reset(self):
        """Stops every thread and removes every device."""
        control("stop")
        control("reset")
        self.devices = []

    def prepare(self, parameters, vip, frame_size, destination_mac):
        """Gives every thread its device, with the flows it sends. The number of flows that all of them have."""
        self.reset()
        per_thread = math.ceil(parameters.flows / parameters.threads)
        addresses, ports = flow_ranges(per_thread, vip.version)
        for thread in range(parameters.threads):
            processor = parameters.first_processor + thread
            device = f"{parameters.interface}@{thread}"
            add_device(processor, device, parameters.interface)
            self.devices.append(device)
            for line in self.frame(parameters, vip, frame_size, destination_mac, thread, addresses, ports):
                write(device, line)
        return addresses * ports * parameters.threads

    @staticmethod
    def frame(parameters, vip, frame_size, destination_mac, thread, addresses, ports):
        """The lines that say what one thread's frames look like."""
        yield f"pkt_size {frame_size - FRAME_CHECK}"
        yield f"clone_skb {parameters.clone_skb}"
        yield f"burst {parameters.burst}"
        yield f"dst_mac {destination_mac}"
        if parameters.source_mac:
            yield f"src_mac {parameters.source_mac}"
        if vip.version == 4:
            first = parameters.source4 + thread * addresses
            yield from (f"dst_min {vip}", f"dst_max {vip}", f"src_min {first}", f"src_max {first + addresses - 1}")
        else:
            yield from (f"dst6 {vip}", f"src6 {parameters.source6 + thread}")
        # Without a checksum IPv6 packets would be invalid (RFC 8200, section 8.1).
        if vip.version == 6 or parameters.udp_checksum == "yes":
            yield "flag UDPCSUM"
        last = FIRST_PORT + ports if ports > 1 else FIRST_PORT
        yield from (f"udp_src_min {FIRST_PORT}", f"udp_src_max {last}")
        yield from (f"udp_dst_min {parameters.port}", f"udp_dst_max {parameters.port}")
        yield f"queue_map_min {thread}"
        yield f"queue_map_max {thread}"

    def send(self, rate, seconds):
        """Sends rate * seconds packets, at `rate` a second over all threads; gives up after 1.5 times as long."""
        share = max(1, rate // len(self.devices))
        for device in self.devices:
            write(device, f"ratep {share}")
            write(device, f"count {max(1, round(share * seconds))}")
        failures = []
        worker = threading.Thread(target=self.start, args=(failures,))
        worker.start()
        try:
            worker.join(seconds * 1.5 + 1)
        finally:
            while worker.is_alive():  # also when a signal ends us
                control("stop")
                worker.join(0.5)
        if failures:
            raise Failed(f"pktgen does not start: {failures[0]}; see dmesg")
        return total(map(outcome, self.devices))

    @staticmethod
    def start(failures):
        """Returns when every thread has sent its count. The kernel blocks the write until then."""
        try:
            control("start")
        except OSError as error:
            failures.append(error.strerror)


def modprobe(*arguments):
    """Whether it worked shows in /proc."""
    try:
        subprocess.run(["modprobe", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        pass  # a machine without modules


def control(word):
    with open(f"{ROOT}/pgctrl", "w", encoding="ascii") as file:
        file.write(f"{word}\n")


def add_device(processor, device, interface):
    path = f"{ROOT}/kpktgend_{processor}"
    if not os.path.exists(path):
        raise Failed(f"there is no processor {processor}, and pktgen has a thread for each; lower threads or "
                     "first_processor")
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(f"add_device {device}\n")
    except OSError as error:
        reason = "it is down: ip link set dev {0} up" if error.errno == errno.ENETDOWN else "{1}; see dmesg"
        raise Failed(f"pktgen refuses {interface}: {reason.format(interface, error.strerror)}") from None


def write(device, line):
    """One setting; pktgen answers in the file's last line."""
    try:
        with open(f"{ROOT}/{device}", "w", encoding="ascii") as file:
            file.write(f"{line}\n")
    except OSError as error:
        if error.errno == NOT_SUPPORTED:
            raise Failed(f"{device.split('@')[0]} cannot send one buffer several times (veth, virtio and others): set "
                         "clone_skb = 0 and burst = 1") from None
        raise Failed(f"pktgen refuses \"{line}\": {error.strerror}; see dmesg") from None
    answer = result(device)
    if not answer.startswith("OK"):
        raise Failed(f"pktgen refuses \"{line}\": {answer}")


def result(device):
    with open(f"{ROOT}/{device}", encoding="ascii") as file:
        return file.read().split("Result:")[1].strip()


def outcome(device):
    """What a device says after a trial."""
    with open(f"{ROOT}/{device}", encoding="ascii") as file:
        content = file.read()
    counts = re.search(r"pkts-sofar: (\d+)\s+errors: (\d+)", content)
    spent = re.search(r"Result: OK: (\d+)\(", content)
    if not spent:
        raise Failed(f"pktgen did not end its run: {content.split('Result:')[1].strip()}")
    return Sent(int(counts.group(1)), int(counts.group(2)), int(spent.group(1)) / 1e6)


def total(parts):
    parts = list(parts)
    return Sent(sum(part.packets for part in parts), sum(part.errors for part in parts),
                max(max(part.seconds for part in parts), 1e-6))
