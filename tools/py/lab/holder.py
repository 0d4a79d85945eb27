#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds many connections to echo_server.py open, and says what became of them.

usage: holder.py OPTIONS ADDRESS...

Opens --count connections (of them --downloads that only receive) to the addresses in turn, asks a question in each every
--interval seconds, and checks name and number of each answer. --churn: beside them, so many a second that end after
--life seconds. --udp: flows of datagrams instead; what matters is who answers. A connection is broken when it is reset or
closed, cannot be opened, gets a wrong answer, or none for --timeout seconds. --source: own addresses to connect from, in
turn; several times. Prints "ready" when all are open, then for
each line on standard input one line of JSON; ends with its input.
"""

import argparse
import asyncio
import collections
import json
import sys

RECORD = 8192
AT_ONCE = 100  # connections being opened


class Held:
    """One connection or flow: what it sent last, who answers, and how long it ever waited."""

    def __init__(self, holder, download):
        self.holder, self.download = holder, download
        self.transport, self.name, self.rest, self.buffered = None, None, [], 0
        self.number, self.asked_at, self.stall, self.ended = 0, None, 0.0, False
        self.lost = 0

    def connection_made(self, transport):
        self.transport = transport
        self.ask()

    def ask(self):
        if self.ended:
            return
        loop = self.holder.loop
        if self.asked_at is None or self.holder.options.udp:
            self.lost += self.asked_at is not None
            self.asked_at = loop.time()
            self.send("download" if self.download else f"{self.number}")
        if not self.download:
            loop.call_later(self.holder.options.interval, self.ask)

    def send(self, text):
        if self.holder.options.udp:
            self.transport.sendto(text.encode())
        else:
            self.transport.write(text.encode() + b"\n")

    def data_received(self, data):
        self.rest.append(data)
        self.buffered += len(data)
        if self.download and self.buffered < RECORD:
            return
        *lines, rest = b"".join(self.rest).split(b"\n")
        self.rest, self.buffered = [rest], len(rest)
        for line in lines:
            self.answered(line)

    def datagram_received(self, data, _address):
        self.answered(data)

    def answered(self, line):
        name, number = line.split()[:2]
        name = name.decode()
        if self.holder.options.udp and int(number) < self.number:
            return  # late
        if self.name is None:
            self.name = name
        elif name != self.name:
            self.fail(f"answered by {name}")
            self.name = name
        if int(number) != self.number:
            self.fail(f"answer {int(number)} instead of {self.number}")
        now = self.holder.loop.time()
        self.stall = max(self.stall, now - self.asked_at) if self.asked_at is not None else self.stall
        self.asked_at = now if self.download else None
        self.number += 1
        self.holder.answers += 1

    def waited(self):
        """The longest time without an answer, the one that it waits for now included."""
        now = self.holder.loop.time()
        return max(self.stall, now - self.asked_at) if self.asked_at is not None and not self.ended else self.stall

    def fail(self, why):
        self.holder.broken.append((self.name or "nobody", why))
        self.ended = self.ended or not self.holder.options.udp

    def connection_lost(self, error):
        if not self.ended:
            self.fail(f"lost: {error or 'closed by the other side'}")
        self.ended = True

    def error_received(self, error):
        self.fail(f"refused: {error}")

    def eof_received(self):
        return False

    def pause_writing(self):
        pass

    def resume_writing(self):
        pass

    def close(self):
        self.ended = True
        self.transport.close()


class Holder:
    def __init__(self, options):
        self.options, self.loop = options, asyncio.get_running_loop()
        self.held, self.broken, self.answers, self.churned, self.stall = [], [], 0, 0, 0.0
        self.opened, self.tasks = 0, set()

    async def open(self, download=False):
        """Another connection; None if it cannot be opened, which is a broken one."""
        address = self.options.addresses[self.opened % len(self.options.addresses)]
        sources = self.options.source
        own = (sources[self.opened % len(sources)], 0) if sources else None
        self.opened += 1
        held = Held(self, download)
        at = self.loop.time()
        try:
            if self.options.udp:
                await self.loop.create_datagram_endpoint(lambda: held, own, (address, self.options.port))
            else:
                connecting = self.loop.create_connection(lambda: held, address, self.options.port,
                                                         local_addr=own)
                await asyncio.wait_for(connecting, self.options.timeout)
        except (OSError, asyncio.TimeoutError) as error:
            held.fail(f"cannot connect: {error or 'timeout'}")
            return None
        held.stall = self.loop.time() - at
        return held

    async def open_all(self):
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(download):
            async with gate:
                held = await self.open(download)
                if held:
                    self.held.append(held)
        await asyncio.gather(*(one(i < self.options.downloads) for i in range(self.options.count)))

    async def churn(self):
        while True:
            self.start(self.short_life())
            await asyncio.sleep(1 / self.options.churn)

    async def short_life(self):
        held = await self.open()
        self.churned += 1
        if held is None:
            return
        self.held.append(held)
        await asyncio.sleep(self.options.life)
        self.stall = max(self.stall, held.waited())
        self.held.remove(held)
        held.close()

    async def watch(self):
        while True:
            await asyncio.sleep(0.5)
            for held in self.held:
                if not held.ended and held.waited() > self.options.timeout and held.asked_at is not None:
                    held.fail("no answer")
                    held.transport.abort()

    def start(self, work):
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def report(self):
        living = [held for held in self.held if not held.ended]
        return {"open": len(living), "opened": self.opened, "churned": self.churned, "broken": self.broken,
                "answers": self.answers, "lost": sum(held.lost for held in self.held),
                "by": collections.Counter(held.name for held in living if held.name),
                "stall": max([self.stall, *(held.waited() for held in self.held)])}

    def forget_stalls(self):
        self.stall = 0.0
        for held in self.held:
            held.stall = 0.0


async def hold(options):
    holder = Holder(options)
    await holder.open_all()
    while any(held.name is None for held in holder.held if not held.ended):
        await asyncio.sleep(0.02)
    holder.start(holder.watch())
    if options.churn:
        holder.start(holder.churn())
    reader = asyncio.StreamReader()
    await holder.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print("ready", flush=True)
    while line := await reader.readline():
        print(json.dumps(holder.report()), flush=True)
        if line == b"afresh\n":
            holder.forget_stalls()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name, kind, default in (("port", int, 7000), ("count", int, 100), ("downloads", int, 0), ("interval", float, 0.5),
                                ("churn", float, 0), ("life", float, 2.0), ("timeout", float, 10.0)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--udp", action="store_true")
    parser.add_argument("--source", action="append")
    parser.add_argument("addresses", nargs="+")
    asyncio.run(hold(parser.parse_args()))


if __name__ == "__main__":
    main()
