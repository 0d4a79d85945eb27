#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `shunt reload` takes against a running controller, attached to a veth, when one backend of many changes.

usage: reload_command.py BUILD [SERVICES...]

The file is that of reload_bench.cpp, its next hops behind one gateway. Prints a JSON object a line: milliseconds by the
clock on the wall, from the start of the client to its end, and the parts that the controller reports. Needs root.
"""

import json
import statistics
import sys
import time

from alone import attached, files, for_sizes

RUNS = 11


def measure(shunt, build, services):
    texts, walls, reports = files(build, services), [], []
    with attached(shunt, texts[0]):
        for turn in range(1, RUNS + 1):
            shunt.write(texts[turn % 2])
            start = time.monotonic()
            answer = shunt.ask("reload", "--json")
            walls.append((time.monotonic() - start) * 1e3)
            reports.append(json.loads(answer.stdout))
            changed = reports[-1]["backends"]
            if (changed["added"], changed["removed"]) != (1, 1):
                sys.exit(f"reload_command.py: the change was not one backend: {changed}")
    print(json.dumps({"bench": "reload_command", "services": services, "wall_ms": round(statistics.median(walls), 1),
                      "total_ms": statistics.median(r["total_time_us"] for r in reports) / 1e3,
                      "map_ms": statistics.median(r["map_time_us"] for r in reports) / 1e3}), flush=True)


if __name__ == "__main__":
    for_sizes(__doc__, measure, [10, 1000, 10000])
