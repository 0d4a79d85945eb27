# SPDX-License-Identifier: Apache-2.0
"""The generator's port and the MAC address that frames to the VIP go to, as the kernel knows them."""

import json
import socket
import subprocess
import time

from generator import Failed

KNOWN = {"REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT", "NOARP"}
PATIENCE = 5.0
HEADER = 18  # bytes of an Ethernet frame that an MTU does not count, FCS included


def ip(*arguments):
    """A question to ip -json; [] if it fails."""
    done = subprocess.run(["ip", "-json", *arguments], capture_output=True, text=True, check=False)
    return json.loads(done.stdout or "[]") if done.returncode == 0 else []


def check_interface(name, frame_size=0):
    """Raises Failed unless the interface is there, up, has a carrier, and takes frames of so many bytes, FCS included."""
    found = ip("link", "show", "dev", name)
    if not found:
        raise Failed(f"there is no interface {name}; see: ip -brief link")
    flags = found[0]["flags"]
    if "UP" not in flags:
        raise Failed(f"{name} is down: ip link set dev {name} up")
    if "LOWER_UP" not in flags:
        raise Failed(f"{name} has no carrier: check the cable, and that the other end is up")
    if frame_size - HEADER > found[0]["mtu"]:
        raise Failed(f"{name} has an MTU of {found[0]['mtu']}, too small for frames of {frame_size} bytes: "
                     f"ip link set dev {name} mtu {frame_size - HEADER}, and the same at the other end")


def destination_mac(interface, vip):
    """The MAC address of the next hop to the VIP on this interface. Sends it one packet to have the kernel ask."""
    route = ip("route", "get", str(vip), "oif", interface)
    if not route or route[0].get("dev") != interface:
        raise Failed(f"there is no route to {vip} by {interface}: set destination_mac to the MAC address of Shunt's port, "
                     "or add a route")
    hop = route[0].get("gateway", str(vip))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for entry in ip("neigh", "show", "to", hop, "dev", interface):
            if KNOWN & set(entry.get("state", [])) and "lladdr" in entry:
                return entry["lladdr"]
        knock(vip)
        time.sleep(0.2)
    raise Failed(f"no MAC address for {hop} on {interface}: nobody answers; check the wiring, or set destination_mac to "
                 "the MAC address of Shunt's port")


def knock(vip):
    with socket.socket(socket.AF_INET6 if vip.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(b"", (str(vip), 9))
        except OSError:
            pass  # no route yet, or the neighbour did not answer: the next question tells
