#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What it costs to ask 4,096 backends once a second.

usage: probes_command.py BUILD [CASE...]

The backends are addresses of one host of the lab, behind one next hop; its web server answers all of them. Measured is the
controller's process: its processor time over some seconds, in percent of one processor, its resident memory, and how many
probes passed a second. What the kernel does within the controller's system calls is in it, down to the driver of the port.
The ports themselves are served by threads of the kernel, else the controller would be charged with what the lab's router
and backend do with its packets; a real card's packets leave the machine there. Prints a JSON object for each case. Needs
root.
"""

import contextlib
import ipaddress
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.lab import Lab  # noqa: E402
from lab.topology import BACKENDS, VIP4  # noqa: E402
from process import TICK, memory, processor_time  # noqa: E402

COUNT = 4096
SECONDS = 15
NETWORK = ipaddress.ip_network("198.18.0.0/20")  # RFC 2544: for benchmarks
CASES = {"tcp": "type: tcp, full_size: off",
         "http": "type: http, path: /page, full_size: off",
         "http, full-size pings": "type: http, path: /page",
         "tcp, direct": "type: tcp, via: direct",
         "http, direct": "type: http, path: /page, via: direct"}
CONFIGURATION = """interfaces: [eth0, eth1]
tunnel: {{source: 198.51.100.2}}
services:
  - name: web
    vip: {vip}
    ports: [80/tcp]
    health: {{{check}, interval: 1s, timeout: 900ms}}
    backends: [{backends}]
"""
LAB_PORTS = {"router": ("a-shunt", "b-shunt", "a-b1"), "shunt": ("eth0", "eth1"), "b1": ("eth0",)}


def set_up(lab):
    """Gives the first backend all the addresses."""
    backend = BACKENDS[0]
    host, addresses = lab.topology[backend.name], [str(address) for address in NETWORK][:COUNT]
    host.ip(f"route add local {NETWORK} dev lo")
    lab.topology["shunt"].ip(f"route add {NETWORK} via {backend.ipv4}")
    locals_of = [word for address in addresses for word in ("--to", address)]
    run(host.command(lab.binary, "decap", backend.port, "--pin-dir", f"{lab.home}/bpf/{backend.name}", *locals_of))
    return addresses


def serve_ports_by_threads(lab):
    """What arrives at a port is then no part of the system call that sent it."""
    for role, devices in LAB_PORTS.items():
        for device in devices:
            run(["ip", "netns", "exec", lab.topology[role].name, "sh", "-c",
                 f"echo 1 > /sys/class/net/{device}/threaded"], check=device != "a-b1")  # which may have no NAPI


def keep_apart(pid):
    """The controller gets the first processor, the other machines the others: switching to their threads is not its work."""
    first, *others = sorted(os.sched_getaffinity(0))
    if not others:
        return
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {first})
    ports = tuple(f"napi/{device}-" for devices in LAB_PORTS.values() for device in devices)
    for process in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{process}/comm", encoding="utf-8") as comm:
            if comm.read().startswith(ports):
                os.sched_setaffinity(int(process), others)


def interrupts():
    """Seconds that the machine spent in software interrupts."""
    with open("/proc/stat", encoding="ascii") as stat:
        return int(stat.readline().split()[7]) / TICK


def probes(lab):
    """Passed, failed and unable, summed."""
    backends = lab.shunt.status()["services"][0]["backends"]
    checks = [check for backend in backends for check in backend["health"]["checks"]]
    return [sum(check[kind] for check in checks) for kind in ("passed", "failed", "unable")]


def measure(build, name, check):
    with Lab(f"shunt-bench-{os.getpid()}", build) as lab:
        addresses = set_up(lab)
        lab.shunt.write(CONFIGURATION.format(vip=VIP4, check=check, backends=", ".join(addresses)))
        lab.shunt.start()
        serve_ports_by_threads(lab)
        pid = int(open(f"{lab.shunt.socket}.lock", encoding="ascii").read())
        keep_apart(pid)
        wait_until("the first results", lambda: probes(lab)[0] > 2 * COUNT, deadline=30)
        time.sleep(1)
        begin, before, soft, start = probes(lab), processor_time(pid), interrupts(), time.monotonic()
        time.sleep(SECONDS)  # what is measured is the time itself
        after, soft, seconds = processor_time(pid), interrupts() - soft, time.monotonic() - start
        end = probes(lab)
        used = memory(pid)
    user, system = ((late - early) / seconds * 100 for early, late in zip(before, after))
    passed, failed, unable = (late - early for early, late in zip(begin, end))
    print(json.dumps({"bench": "probes_command", "case": name, "backends": COUNT, "passed_per_s": round(passed / seconds),
                      "failed": failed, "unable": unable, "percent": round(user + system, 1), "user": round(user, 1),
                      "system": round(system, 1), "softirq_machine": round(soft / seconds * 100, 1),
                      "resident_mib": round(used["VmRSS"], 1), "own_mib": round(used["RssAnon"], 1)}), flush=True)


def main():
    if len(sys.argv) < 2 or any(name not in CASES for name in sys.argv[2:]):
        sys.exit(__doc__.strip())
    for name in sys.argv[2:] or CASES:
        measure(os.path.abspath(sys.argv[1]), name, CASES[name])


if __name__ == "__main__":
    main()
