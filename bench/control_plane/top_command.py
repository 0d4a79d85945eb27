#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `shunt top` takes of the controller and of itself: 1,000 services of 10 backends each.

usage: top_command.py BUILD [SERVICES...]

The file is that of reload_bench.cpp. Measured are the processor time of both processes for one look, from /proc and getrusage, over LOOKS of
them: as lines, which ask for the parts of each CPU, and the requests that the other panes make. Prints a JSON object for each case. Needs root.
"""

import json
import resource

from alone import attached, files, for_sizes, get, settle
from process import at_rest, spent_by

LOOKS = 20
PATHS = ("/v1/stats", "/v1/stats?per_cpu=1", "/v1/status")


def of_clients():
    """Processor seconds of all commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(shunt, build, services):
    with attached(shunt, files(build, services)[0]) as pid:
        settle()
        rest = at_rest(pid)
        cases = {"lines, every 500 ms": lambda: shunt.ask("top", "--count", str(LOOKS), "--interval", "500ms")}
        cases |= {path: lambda path=path: [get(shunt, path) for _ in range(LOOKS)] for path in PATHS}
        for name, work in cases.items():
            client = of_clients()
            used = spent_by(work, pid, rest)
            print(json.dumps({"bench": "top_command", "services": services, "case": name, "controller_ms": round(used / LOOKS * 1e3, 1),
                              "client_ms": round((of_clients() - client) / LOOKS * 1e3, 1)}), flush=True)


if __name__ == "__main__":
    for_sizes(__doc__, measure, [1000])
