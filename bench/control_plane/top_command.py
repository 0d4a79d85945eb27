#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `shunt top` takes of the controller and of itself: 1,000 services of 10 backends each.

usage: top_command.py BUILD [SERVICES...]

The file is that of reload_bench.cpp. Measured are the processor time of both processes for one look, from /proc and getrusage, over LOOKS of
them: as lines, which ask for the parts of each CPU, and the requests that the other panes make. Prints a JSON object for each case. Needs root.
"""

import json
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.shunt import Shunt  # noqa: E402
from reload_command import files, host_alone  # noqa: E402
from scrape_command import at_rest, spent  # noqa: E402

LOOKS = 20


def own(who=resource.RUSAGE_CHILDREN):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def measure(shunt, services):
    shunt.start()
    wait_until("an attached interface", lambda: shunt.status()["interfaces"][0]["attached"], deadline=30)
    pid = int(open(f"{shunt.socket}.lock", encoding="ascii").read())
    time.sleep(3)  # probes of the start
    rest = at_rest(pid)
    cases = {"lines, every 500 ms": lambda: shunt.ask("top", "--count", str(LOOKS), "--interval", "500ms")}
    for path in ("/v1/stats", "/v1/stats?per_cpu=1", "/v1/status"):
        cases[path] = lambda path=path: [run(["curl", "-sf", "-o", "/dev/null", "--unix-socket", shunt.socket,
                                              f"http://localhost{path}"]) for _ in range(LOOKS)]
    for name, work in cases.items():
        before, client, start = spent(pid), own(), time.monotonic()
        work()
        used = spent(pid) - before - rest * (time.monotonic() - start)
        print(json.dumps({"bench": "top_command", "services": services, "case": name, "controller_ms": round(used / LOOKS * 1e3, 1),
                          "client_ms": round((own() - client) / LOOKS * 1e3, 1)}), flush=True)
    shunt.stop()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    build, sizes = os.path.abspath(sys.argv[1]), [int(count) for count in sys.argv[2:]] or [1000]
    with host_alone() as (host, home):
        for services in sizes:
            shunt = Shunt(host, f"{build}/shunt", home)
            shunt.write(files(build, services)[0])
            measure(shunt, services)


if __name__ == "__main__":
    main()
