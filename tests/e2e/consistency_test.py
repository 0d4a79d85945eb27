# SPDX-License-Identifier: Apache-2.0
"""1,000 open connections, downloads and new connections, while the controller changes, dies, and comes back."""

import json
import os
import shutil
import signal

from scenario import expect, expect_equal, main, scenario
from consistency import backend_of, begin, both, drops, flows_live, reloaded, size, watched
from lab.command import run, wait_until
from lab.live import echo_service
from lab.shunt import configuration
from lab.topology import VIP4, VIP6

WEIGHTS = ((1, 1, 1), (3, 1, 1), (1, 1, None), (1, 4, 2), (None, 1, 1), (1, 0, 1), (2, 2, 1), (1, None, 3))


@scenario("reloads that change weights and backends break no connection")
def reloads(lab):
    begin(lab, *both((1, 1, 1)))
    count = size(20, 100)
    with watched(lab, f"{count} reloads that change weights and backends", VIP4, VIP6) as live:
        for i in range(count):
            reloaded(lab, *both(WEIGHTS[i % len(WEIGHTS)]))
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("backends that come and go break no connection")
def adds_and_removals(lab):
    begin(lab)
    count = size(10, 20)
    with watched(lab, f"{count} backends added and removed") as live:
        for i in range(count):
            weights = [1, 1, 1]
            if i % 2 == 0:
                weights[i // 2 % 3] = None
            reloaded(lab, echo_service(weights))
            expect_equal(backend_of(lab, f"b{i // 2 % 3 + 1}")["state"], "ready" if i % 2 else "removed", "state")
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("a controller that is killed and started again and again breaks no connection")
def kills(lab):
    begin(lab)
    count = size(5, 20)
    with watched(lab, f"{count} kill -9 and restarts, with a change of the file each") as live:
        for i in range(count):
            lab.shunt.stop(signal.SIGKILL)
            live.go_on()
            lab.serve(configuration(echo_service(WEIGHTS[i % len(WEIGHTS)])))
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("--on-stop keep and a start again break no connection")
def kept(lab):
    begin(lab, options=("--on-stop", "keep"))
    count = size(2, 5)
    with watched(lab, f"{count} stops with --on-stop keep and starts") as live:
        for i in range(count):
            reloaded(lab, echo_service(WEIGHTS[i % 2]))
            expect_equal(lab.shunt.stop(), 0, "exit status")
            live.connections.go_on(1.0)
            lab.shunt.start("--on-stop", "keep")
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


def map_ids(lab):
    names = ("flows", "flow_names", "flow_stats", "backend_flows")
    found = [name for name in names if os.path.exists(f"{lab.shunt.pins}/{name}")]
    return {name: json.loads(run(["bpftool", "-j", "map", "show", "pinned", f"{lab.shunt.pins}/{name}"]).stdout)["id"]
            for name in found}


def program_ids(lab):
    return {i["name"]: i["program_id"] for i in lab.shunt.status()["interfaces"]}


@scenario("a newer binary takes over: another program on each interface, the same flow table, no connection broken")
def upgrade(lab):
    begin(lab)
    with watched(lab, "take-over by another binary") as live:
        reloaded(lab, echo_service((1, 1, None)))
        wait_until("recorded flows", lambda: flows_live(lab)["flows"] > 50)
        programs, maps = program_ids(lab), map_ids(lab)
        for i in range(size(1, 3)):
            lab.shunt.binary = shutil.copy(lab.binary, f"{lab.home}/shunt-{i}")
            lab.shunt.stop(signal.SIGKILL)
            lab.shunt.start()
            after = program_ids(lab)
            expect(all(after[name] and after[name] != programs[name] for name in programs), programs, after)
            expect_equal({n: i for n, i in map_ids(lab).items() if n in ("flows", "flow_names")},
                         {n: i for n, i in maps.items() if n in ("flows", "flow_names")}, "ids of the flow table's maps")
            programs = after
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("limits.flows changed over a restart break no connection, and the log says what becomes of the table")
def limits(lab):
    begin(lab, head="limits: {flows: 100000}\n")
    with watched(lab, "limits.flows changed, and a restart") as live:
        reloaded(lab, echo_service((1, 1, None)), head="limits: {flows: 100000}\n")
        for flows in (200000, 50000):
            table = flows_live(lab)
            lab.shunt.stop(signal.SIGKILL)
            lab.serve(f"limits: {{flows: {flows}}}\n" + configuration(echo_service((1, 1, None))))
            expect(f"`limits.flows: {flows}` waits" in lab.shunt.process.output(), lab.shunt.process.output()[-500:])
            capacity = flows_live(lab)["capacity"]
            expect(100_000 <= capacity < 100_100, f"the table has room for {capacity} flows, it had for {table['capacity']}")
            live.go_on()
            expect(flows_live(lab)["inserted"] >= table["inserted"], "the table began anew")
        live.settle()
    expect_equal(drops(lab), {}, "drops")


if __name__ == "__main__":
    main()
