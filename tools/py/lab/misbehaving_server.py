#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A web server that does wrong what a health check has to notice.

usage: misbehaving_server.py PORT MODE-FILE

MODE-FILE holds one word, read anew for each connection:
  ok            HTTP 200, the body "I am well"
  status=NNN    that status instead
  body          another body
  slow=SECONDS  waits so long before it answers
  silent        accepts and reads, but never answers
  loris         a byte of the answer every 50 ms, without an end
  endless       a body without an end, as fast as it goes
  garbage       bytes that are no HTTP
  empty         closes without a word
  reset         resets the connection once it has the request
Prints "listening" when it does, at every address of both families.
"""

import asyncio
import socket
import struct
import sys

WELL = b"I am well\n"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent is thrown away, and the connection is reset


def answer(status="200", body=WELL):
    return b"HTTP/1.1 %s Told\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status.encode(), len(body)) + body


async def read_request(reader):
    while await reader.readline() not in (b"\r\n", b"\n", b""):
        pass


async def forever(writer, bytes_at_once, pause):
    writer.write(b"HTTP/1.1 200 Told\r\n\r\n" if len(bytes_at_once) > 1 else b"HTTP/1.1 200 Told\r\nX-Slow: ")
    while True:
        writer.write(bytes_at_once)
        await writer.drain()
        await asyncio.sleep(pause)


async def behave(mode, reader, writer):
    await read_request(reader)
    word, _, value = mode.partition("=")
    if word == "silent":
        await reader.read()  # until the other side has enough
    elif word == "loris":
        await forever(writer, b"x", 0.05)
    elif word == "endless":
        await forever(writer, b"x" * 65536, 0)
    elif word == "reset":
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()
    elif word == "slow":
        await asyncio.sleep(float(value))
        writer.write(answer())
    elif word != "empty":
        writer.write({"ok": answer(), "status": answer(value), "body": answer(body=b"I am not\n"),
                      "garbage": bytes(range(256)) * 4}[word])


async def serve(port, mode_file):
    async def converse(reader, writer):
        with open(mode_file, encoding="utf-8") as file:
            mode = file.read().strip()
        try:
            await behave(mode, reader, writer)
            await writer.drain()
        except ConnectionError:  # the other side has enough
            pass
        finally:
            writer.close()

    listening = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024)
    server = await asyncio.start_server(converse, sock=listening)
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
