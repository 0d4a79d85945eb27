#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fetches a page again and again, and says of each request when it began and what came of it.

usage: fetcher.py ADDRESS [--parallel N] [--pause SECONDS] [--timeout SECONDS]

Each request has a connection of its own. Prints a line for each: seconds since the epoch at its start, its duration, and
the first word of the page, or "failed" and why. Ends with its standard input.
"""

import argparse
import asyncio
import sys
import time


async def fetch(address, timeout):
    """The first word of the page."""
    async def talk():
        reader, writer = await asyncio.open_connection(address, 80)
        try:
            writer.write(b"GET /page HTTP/1.0\r\n\r\n")
            return await reader.read()
        finally:
            writer.close()
    answer = await asyncio.wait_for(talk(), timeout)
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0] or not body.strip():
        raise OSError("no page")
    return body.split()[0].decode()


async def worker(options):
    while True:
        start = time.time()
        try:
            result = await fetch(options.address, options.timeout)
        except (OSError, asyncio.TimeoutError) as error:
            result = f"failed {type(error).__name__}"
        print(f"{start:.6f} {time.time() - start:.6f} {result}", flush=True)
        await asyncio.sleep(options.pause)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.01)
    parser.add_argument("--timeout", type=float, default=2.0)
    options = parser.parse_args()
    workers = [asyncio.create_task(worker(options)) for _ in range(options.parallel)]
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for task in workers:
        task.cancel()


asyncio.run(main())
