#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server that tells its name, over TCP and UDP, for connections that are held open.

usage: echo_server.py NAME PORT ADDRESS...

TCP: a line is answered by "NAME LINE". The line "download" is answered by records of 8 KiB, "NAME NUMBER" and padding up to
a newline, numbered from 0, at some 800 kB/s, until the client closes. UDP: a datagram is answered by "NAME DATAGRAM".
Prints "listening" when it does, at every ADDRESS.
"""

import asyncio
import socket
import sys

RECORD, BURST, PAUSE = 8192, 2, 0.02
BACKLOG = 4096


class Conversation(asyncio.Protocol):
    def __init__(self, name):
        self.name, self.transport, self.rest, self.number = name.encode(), None, b"", 0
        self.writable = True

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line == b"download":
                self.download()
            else:
                self.transport.write(b"%s %s\n" % (self.name, line))

    def pause_writing(self):
        self.writable = False

    def resume_writing(self):
        self.writable = True

    def download(self):
        if self.transport.is_closing():
            return
        for _ in range(BURST if self.writable else 0):
            self.transport.write((b"%s %d" % (self.name, self.number)).ljust(RECORD - 1) + b"\n")
            self.number += 1
        asyncio.get_running_loop().call_later(PAUSE, self.download)


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name, self.transport = name.encode(), None

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(b"%s %s" % (self.name, data), address)


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


async def serve(name, port, addresses):
    loop = asyncio.get_running_loop()
    for address in addresses:
        await loop.create_server(lambda: Conversation(name), address, port, backlog=BACKLOG)
        await loop.create_datagram_endpoint(lambda: Datagrams(name), (address, port), family=family_of(address))
    print("listening", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__.strip())
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
