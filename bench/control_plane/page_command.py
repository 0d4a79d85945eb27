#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the page takes of the controller: the history, overviews for who looks, and memory; 1,000 services of 10 backends.

usage: page_command.py BUILD [SERVICES...]

Host, file and check are those of scrape_command.py. Measured is the processor time of the controller's process, from /proc: at
rest, which the ticks of the history are a part of; with one client at GET /v1/events; and for single answers. Prints a JSON
object for each size. Needs root.
"""

import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.shunt import Shunt  # noqa: E402
from process import memory  # noqa: E402
from reload_command import files, host_alone  # noqa: E402
from scrape_command import CHECK, spent  # noqa: E402

SPAN, ANSWERS = 30, 20
PATHS = {"overview": "/v1/overview", "every_service": "/v1/history?every=service", "history": "/v1/history"}


def share(pid, seconds=SPAN):
    """Percent of a processor, over whole intervals of the history."""
    before, start = spent(pid), time.monotonic()
    time.sleep(seconds)  # what is measured is the time itself
    return 100 * (spent(pid) - before) / (time.monotonic() - start)


def get(shunt, path):
    return run(["curl", "-sf", "--unix-socket", shunt.socket, f"http://localhost{path}"]).stdout


def answer(shunt, pid, path, rest):
    """(milliseconds of processor time, KiB) of an answer."""
    size = len(get(shunt, path)) / 1024
    before, start = spent(pid), time.monotonic()
    for _ in range(ANSWERS):
        get(shunt, path)
    used = spent(pid) - before - rest / 100 * (time.monotonic() - start)
    return round(1e3 * used / ANSWERS, 1), round(size)


def with_page(shunt, pid):
    """As share(), while a client reads events; and the KiB of one."""
    client = subprocess.Popen(["curl", "-sN", "--unix-socket", shunt.socket, "http://localhost/v1/events"], stdout=subprocess.PIPE)
    reader = subprocess.Popen(["wc", "-c"], stdin=client.stdout, stdout=subprocess.DEVNULL)
    try:
        time.sleep(2)  # the first events
        return share(pid)
    finally:
        client.terminate()
        client.wait()
        reader.wait()


def measure(shunt, services):
    shunt.start()
    wait_until("an attached interface", lambda: shunt.status()["interfaces"][0]["attached"], deadline=30)
    pid = int(open(f"{shunt.socket}.lock", encoding="ascii").read())
    before = memory(pid)["RssAnon"]
    time.sleep(25)  # two points of every service, and one of every backend
    rest = share(pid)
    row = {"bench": "page_command", "services": services, "rest_percent": round(rest, 2), "page_percent": round(with_page(shunt, pid), 2),
           "mib_at_start": round(before, 1), "mib_later": round(memory(pid)["RssAnon"], 1)}
    for name, path in PATHS.items():
        row[f"{name}_ms"], row[f"{name}_kib"] = answer(shunt, pid, path, rest)
    print(json.dumps(row), flush=True)
    shunt.stop()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    build, sizes = os.path.abspath(sys.argv[1]), [int(count) for count in sys.argv[2:]] or [1000]
    with host_alone() as (host, home):
        for services in sizes:
            shunt = Shunt(host, f"{build}/shunt", home)
            shunt.write(files(build, services)[0].replace("    backends:", CHECK + "    backends:"))
            measure(shunt, services)


if __name__ == "__main__":
    main()
