#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whole Ethernet frames out of a port, byte by byte as given, in their order.

usage: frames.py PORT [RATE] <FRAMES

FRAMES: one a line, in hexadecimal, without the frame check sequence. RATE: frames a second at most; at once if it is not
given. Ends when the kernel has taken all of them. Tests call send() instead.
"""

import socket
import sys
import time


def send(namespace, port, frames, rate=0):
    """Sends frames (bytes) out of a port of a lab.namespace.Namespace. rate: as above, 0 for at once."""
    namespace.run(__file__, port, str(rate), input="".join(f"{frame.hex()}\n" for frame in frames))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    rate = float(sys.argv[2]) if len(sys.argv) == 3 else 0
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as port:
        port.bind((sys.argv[1], 0))
        for line in sys.stdin:
            port.send(bytes.fromhex(line))
            if rate:
                time.sleep(1 / rate)


if __name__ == "__main__":
    main()
