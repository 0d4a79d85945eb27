#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the page takes of the controller: the history, overviews for who looks, and memory; 1,000 services of 10 backends.

usage: page_command.py BUILD [SERVICES...]

Host, file and check are those of scrape_command.py. Measured is the processor time of the controller's process, from /proc: at
rest, which the ticks of the history are a part of; with one client at GET /v1/events; and for single answers. Prints a JSON
object for each size. Needs root.
"""

import json
import subprocess
import time

from alone import attached, checked, files, for_sizes, get, settle
from process import at_rest, memory, spent_by

SPAN, ANSWERS = 30, 20  # whole intervals of the history, in seconds
PATHS = {"overview": "/v1/overview", "every_service": "/v1/history?every=service", "history": "/v1/history"}


def answer(shunt, pid, path, rest):
    """(milliseconds of processor time, KiB) of an answer."""
    size = len(get(shunt, path)) / 1024
    used = spent_by(lambda: [get(shunt, path) for _ in range(ANSWERS)], pid, rest)
    return round(1e3 * used / ANSWERS, 1), round(size)


def with_page(shunt, pid):
    """As at_rest(), while a client reads events."""
    client = subprocess.Popen(["curl", "-sN", "--unix-socket", shunt.socket, "http://localhost/v1/events"], stdout=subprocess.PIPE)
    reader = subprocess.Popen(["wc", "-c"], stdin=client.stdout, stdout=subprocess.DEVNULL)
    try:
        time.sleep(2)  # the first events
        return at_rest(pid, SPAN)
    finally:
        client.terminate()
        client.wait()
        reader.wait()


def measure(shunt, build, services):
    with attached(shunt, checked(files(build, services)[0])) as pid:
        before = memory(pid)["RssAnon"]
        settle(25)  # two points of every service, and one of every backend
        rest, page = at_rest(pid, SPAN), with_page(shunt, pid)
        row = {"bench": "page_command", "services": services, "rest_percent": round(100 * rest, 2), "page_percent": round(100 * page, 2),
               "mib_at_start": round(before, 1), "mib_later": round(memory(pid)["RssAnon"], 1)}
        for name, path in PATHS.items():
            row[f"{name}_ms"], row[f"{name}_kib"] = answer(shunt, pid, path, rest)
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    for_sizes(__doc__, measure, [1000])
