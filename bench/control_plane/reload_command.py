#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `shunt reload` takes against a running controller, attached to a veth, when one backend of many changes.

usage: reload_command.py BUILD [SERVICES...]

The file is that of reload_bench.cpp, its next hops behind one gateway. Prints a JSON object a line: milliseconds by the
clock on the wall, from the start of the client to its end, and the parts that the controller reports. Needs root.
"""

import contextlib
import json
import os
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.namespace import Namespace  # noqa: E402
from lab.shunt import Shunt  # noqa: E402

RUNS = 11
GATEWAY, GATEWAY_MAC = "2001:db8:5::1", "02:00:5e:00:00:01"


def wire(host):
    """One port with a gateway that is always resolved, so that only the reload itself takes time."""
    host.ip("link add lo1 type veth peer name far", "link set lo1 up", "link set far up",
            "addr add 2001:db8:5::2/64 dev lo1 nodad", f"neigh add {GATEWAY} lladdr {GATEWAY_MAC} dev lo1 nud permanent",
            f"route add default via {GATEWAY} dev lo1")


@contextlib.contextmanager
def host_alone():
    """A wired host without a lab around it, and a folder for what runs there."""
    with tempfile.TemporaryDirectory(prefix="shunt-bench.") as home:
        host = Namespace(os.path.basename(home))
        os.mkdir(f"{home}/bpf")
        run(["mount", "-t", "bpf", "bpf", f"{home}/bpf"])
        try:
            host.create()
            wire(host)
            yield host, home
        finally:
            host.delete()
            run(["umount", f"{home}/bpf"])


def files(build, services):
    """The two texts that take turns; they differ in one backend."""
    make = [f"{build}/bench_reload", "file", str(services)]
    return [run(make + extra).stdout.replace("interfaces: [lo]", "interfaces: [lo1]") for extra in ([], ["changed"])]


def measure(shunt, texts, services):
    shunt.write(texts[0])
    shunt.start()
    wait_until("an attached interface", lambda: shunt.status()["interfaces"][0]["attached"], deadline=30)
    walls, reports = [], []
    for turn in range(1, RUNS + 1):
        shunt.write(texts[turn % 2])
        start = time.monotonic()
        answer = shunt.ask("reload", "--json")
        walls.append((time.monotonic() - start) * 1e3)
        reports.append(json.loads(answer.stdout))
        changed = reports[-1]["backends"]
        if (changed["added"], changed["removed"]) != (1, 1):
            sys.exit(f"reload_command.py: the change was not one backend: {changed}")
    shunt.stop()
    print(json.dumps({"bench": "reload_command", "services": services, "wall_ms": round(statistics.median(walls), 1),
                      "total_ms": statistics.median(r["total_time_us"] for r in reports) / 1e3,
                      "map_ms": statistics.median(r["map_time_us"] for r in reports) / 1e3}), flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    build, sizes = os.path.abspath(sys.argv[1]), [int(count) for count in sys.argv[2:]] or [10, 1000, 10000]
    with host_alone() as (host, home):
        for services in sizes:
            measure(Shunt(host, f"{build}/shunt", home), files(build, services), services)


if __name__ == "__main__":
    main()
