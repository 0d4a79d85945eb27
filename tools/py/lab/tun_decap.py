# SPDX-License-Identifier: Apache-2.0
"""Takes the outer header off IP in IP and hands the packet to the kernel by a tun device, as a tunnel device does: for
kernels without ipip, where rp_filter shall see packets come in by another interface than the answers leave by.

    tun_decap.py DEVICE      runs until it is ended; prints "ready" when DEVICE is up
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


def open_tun(name):
    """The descriptor of a new tun device, which is up."""
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return tun


def main():
    tun = open_tun(sys.argv[1])
    outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IPIP)
    print("ready", flush=True)
    while True:
        packet = outer.recv(65535)
        os.write(tun, packet[(packet[0] & 0x0F) * 4:])


if __name__ == "__main__":
    main()
