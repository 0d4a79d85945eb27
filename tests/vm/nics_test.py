# SPDX-License-Identifier: Apache-2.0
"""What docs/nics.md says was tried of igb: for scenarios.py, on igb ports."""

import socket
import struct
import time

from scenario import expect, expect_equal, scenario
from lab import frames
from lab.command import PATIENCE, wait_until
from lab.lab import has_xdp
from lab.shunt import configuration, web_service
from lab.topology import VIP4

# Source, destination, and a VLAN for which no device exists at first.
FAR_MAC, NEAR_MAC, VLAN = "52:54:00:00:01:01", "52:54:00:00:00:01", 10
FRAMES = 60
# Frames a second: the emulated card loses frames that come at once.
RATE = 1000


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def syn(number, tag):
    """A SYN to the VIP from port 20000 + number, in VLAN `tag` if there is one."""
    transport = struct.pack("!HHIIHHHH", 20000 + number, 80, 1, 0, 5 << 12 | 2, 65535, 0, 0)
    network = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 0, 0, 64, 6, 0, socket.inet_aton("203.0.113.77"),
                          socket.inet_aton(VIP4))
    total = sum(struct.unpack("!10H", network))
    total = (total & 0xFFFF) + (total >> 16)
    network = network[:10] + struct.pack("!H", 0xFFFF ^ total) + network[12:]
    vlan = struct.pack("!HH", 0x8100, tag) if tag else b""
    frame = mac(NEAR_MAC) + mac(FAR_MAC) + vlan + b"\x08\x00" + network + transport
    return frame + bytes(64 - len(frame))


def send(lab, tag=None):
    """Sends FRAMES SYNs over the wire to eth0."""
    frames.send(lab.router, "a-shunt", [syn(number, tag) for number in range(FRAMES)], RATE)


def expect_forwarded(lab, tag):
    """All of FRAMES are forwarded; repeated until the port, which may have restarted, takes frames."""
    def once():
        before = lab.shunt.forwarded("eth0")
        send(lab, tag)
        end = time.monotonic() + PATIENCE
        while lab.shunt.forwarded("eth0") - before < FRAMES and time.monotonic() < end:
            time.sleep(0.05)
        return lab.shunt.forwarded("eth0") - before == FRAMES
    wait_until(f"{FRAMES} frames of VLAN {tag} forwarded", once)


def expect_lost(lab, tag):
    """None of FRAMES is forwarded, nor seen by Shunt; frames sent after them are, so these are not merely late."""
    before = lab.shunt.forwarded("eth0")
    send(lab, tag)
    send(lab)
    wait_until("frames without a tag forwarded", lambda: lab.shunt.forwarded("eth0") - before >= FRAMES)
    expect_equal(lab.shunt.forwarded("eth0") - before, FRAMES, f"packets forwarded, with those of VLAN {tag}")


def attach(lab, port, check=True):
    return lab.shunt.namespace.run("ip", "link", "set", "dev", port, "xdp", "obj", lab.pass_program, "sec", "xdp",
                                   check=check)


@scenario("igb takes a program up to an MTU of 3046, and no larger MTU while it has one")
def mtu(lab):
    namespace = lab.shunt.namespace
    namespace.ip("link set eth1 mtu 3046")
    attach(lab, "eth1")
    expect("prog/xdp" in namespace.run("ip", "link", "show", "eth1").stdout, "no program at an MTU of 3046")
    namespace.ip("link set dev eth1 xdp off", "link set eth1 mtu 3047")
    refused = attach(lab, "eth1", check=False)
    expect(refused.returncode != 0 and "RX buffer size is too small" in refused.stderr, refused)
    namespace.ip("link set eth1 mtu 1500")
    attach(lab, "eth1")
    for size, status in ((1510, 0), (1511, 2)):
        result = namespace.run("ip", "link", "set", "eth1", "mtu", str(size), check=False)
        expect_equal(result.returncode, status, f"status of setting an MTU of {size} beside a program")
    namespace.ip("link set dev eth1 xdp off", "link set eth1 mtu 1600")
    attach(lab, "eth1")


@scenario("igb drops frames of VLANs that it does not know")
def vlans(lab):
    lab.serve(configuration(web_service()))
    namespace = lab.shunt.namespace
    expect_forwarded(lab, None)
    for offload in ("on", "off"):
        namespace.run("ethtool", "-K", "eth0", "rx-vlan-offload", offload)
        expect_forwarded(lab, None)  # the port is up again
        expect_lost(lab, VLAN)
        namespace.ip(f"link add link eth0 name tagged type vlan id {VLAN}", "link set tagged up")
        expect_forwarded(lab, VLAN)
        namespace.ip("link del tagged")
    expect_lost(lab, VLAN)
    namespace.ip("link set eth0 promisc on")
    expect_forwarded(lab, VLAN)


@scenario("igb sends what is redirected to it again once the program that somebody took off is back")
def redirect(lab):
    lab.serve(configuration(web_service()))
    expect_forwarded(lab, None)
    lab.shunt.namespace.ip("link set dev eth1 xdp off")
    wait_until("the program on eth1", lambda: has_xdp(lab.shunt.namespace, "eth1"))
    lab.shunt.wait_forwarding()
    sent = transmitted(lab, "eth1")
    expect_forwarded(lab, None)
    expect(transmitted(lab, "eth1") - sent >= FRAMES // 3, "few frames left eth1")


def transmitted(lab, port):
    """Frames that the card has sent."""
    lines = lab.shunt.namespace.run("ethtool", "-S", port).stdout.splitlines()
    return next(int(line.split(":")[1]) for line in lines if line.split(":")[0].strip() == "tx_packets")
