# SPDX-License-Identifier: Apache-2.0
"""A controller with many services on a host without a lab around it: what several benchmarks of commands begin with."""

import contextlib
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.namespace import Namespace  # noqa: E402
from lab.shunt import Shunt  # noqa: E402

GATEWAY, GATEWAY_MAC = "2001:db8:5::1", "02:00:5e:00:00:01"
# At an interval that leaves the controller alone meanwhile.
CHECK = "    health: {type: tcp, port: 80, via: direct, interval: 1h, fast_interval: 1h, timeout: 900ms, initial: up}\n"


def wire(host):
    """One port with a gateway that is always resolved, so that only the controller takes time."""
    host.ip("link add lo1 type veth peer name far", "link set lo1 up", "link set far up",
            "addr add 2001:db8:5::2/64 dev lo1 nodad", f"neigh add {GATEWAY} lladdr {GATEWAY_MAC} dev lo1 nud permanent",
            f"route add default via {GATEWAY} dev lo1")


@contextlib.contextmanager
def host_alone():
    """A wired host, and a folder for what runs there."""
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
    """The two texts that take turns; they differ in one backend. Made by reload_bench.cpp."""
    make = [f"{build}/bench_reload", "file", str(services)]
    return [run(make + extra).stdout.replace("interfaces: [lo]", "interfaces: [lo1]") for extra in ([], ["changed"])]


def checked(text):
    """The configuration with a check in each service."""
    return text.replace("    backends:", CHECK + "    backends:")


def pid_of(shunt):
    with open(f"{shunt.socket}.lock", encoding="ascii") as lock:
        return int(lock.read())


@contextlib.contextmanager
def attached(shunt, text):
    """The controller's process, with this file, from its first attached interface on; it is ended afterwards."""
    shunt.write(text)
    shunt.start()
    wait_until("an attached interface", lambda: shunt.status()["interfaces"][0]["attached"], deadline=30)
    yield pid_of(shunt)
    shunt.stop()


def settle(seconds=3):
    time.sleep(seconds)  # probes and lookups of the start are no part of what is measured


def get(shunt, path, *headers):
    """The text that the socket answers with."""
    more = [word for header in headers for word in ("-H", header)]
    return run(["curl", "-sf", "--unix-socket", shunt.socket, *more, f"http://localhost{path}"]).stdout


def for_sizes(usage, measure, sizes):
    """The whole of such a benchmark's main program: BUILD [SIZE...] of the command line; measure(shunt, build, size) for each."""
    if len(sys.argv) < 2:
        sys.exit(usage.strip())
    build = os.path.abspath(sys.argv[1])
    with host_alone() as (host, home):
        for size in [int(word) for word in sys.argv[2:]] or sizes:
            measure(Shunt(host, f"{build}/shunt", home), build, size)
