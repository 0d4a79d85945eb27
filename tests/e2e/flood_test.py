# SPDX-License-Identifier: Apache-2.0
"""Live connections beside a SYN flood, and flows of UDP, while backends change."""

import json

from scenario import expect, expect_equal, main, scenario
from consistency import FULL, backend_of, begin, both, drops, flows_live, reloaded, set_backend, size, watched
from lab.command import wait_until
from lab.live import HERE, PORT, echo_service
from lab.topology import BACKENDS, VIP4, VIP6

FLOWS = "limits: {flows: 20000}\n"  # far fewer than the flood has sources
SOURCES = "10.0.0.0/8"


class Flood:
    """flood.py at the client, towards the VIP's port; the backends' answers end where they begin."""

    def __init__(self, lab, count, rate):
        self.count = count
        for backend in BACKENDS:
            lab.topology[backend.name].ip(f"route add blackhole {SOURCES}")
        lab.router.set("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.client.rp_filter=0")
        links = json.loads(lab.router.run("ip", "-j", "link", "show", "dev", "client").stdout)
        self.process = lab.client.start(f"{HERE}/flood.py", "eth0", links[0]["address"], VIP4, str(PORT), str(count),
                                        str(rate), log=f"{lab.home}/flood.txt")

    def wait(self):
        expect_equal(self.process.child.wait(600 if FULL else 60), 0, f"status of the flood: {self.process.output()}")

    def seconds(self):
        return float(self.process.output())


@scenario("a SYN flood breaks no connection before, during and after a change of backends, nor keeps new ones out")
def flood(lab):
    begin(lab, head=FLOWS)
    count, rate = size(80_000, 1_000_000), size(15_000, 40_000)
    with watched(lab, f"SYN flood of {count:,} sources; a backend removed, added, drained and enabled meanwhile") as live:
        seen = lab.shunt.forwarded("eth0")
        running = Flood(lab, count, rate)
        wait_until("the flood", lambda: lab.shunt.forwarded("eth0") > seen + count / 8, deadline=60)
        expect_equal(flows_live(lab)["unconfirmed"], 0, "recorded SYNs while nothing has changed")
        reloaded(lab, echo_service((1, 1, None)), head=FLOWS)
        live.go_on()
        wait_until("SYNs in the flow table", lambda: flows_live(lab)["unconfirmed"] > 1000, deadline=30)
        reloaded(lab, echo_service((2, 1, 1)), head=FLOWS)
        live.go_on()
        set_backend(lab, "drain", "b1")
        live.go_on()
        set_backend(lab, "enable", "b1")
        live.go_on()
        expect(running.process.running(), "the flood ended before the changes did")
        running.wait()
        live.go_on()
        table = flows_live(lab)
        print(f"{count} SYNs in {running.seconds()} s; flow table: {table}")
        expect(lab.shunt.forwarded("eth0") - seen > 0.99 * count, "the flood did not come through")
        expect(table["refused_full"] > 0, "the table was never full of SYNs", table)
        live.settle(tolerance=size(40, 400))  # the machine has fewer processors than the flood would like
    expect_equal(drops(lab), {}, "drops")


@scenario("tracked UDP flows stay where they are while backends change")
def tracked(lab):
    begin(lab, *both((1, 1, 1)))
    changes = ((1, 1, None), (1, 1, 1), (3, 1, 1), (None, 1, 1), (1, 1, 1))
    with watched(lab, f"{len(changes)} reloads that change backends, UDP flows", VIP4, VIP6, udp=True) as live:
        for weights in changes:
            live.connections.go_on(1.5)  # a flow that says nothing is not known to UDP
            reloaded(lab, *both(weights))
        live.connections.go_on(1.5)
        set_backend(lab, "drain", "b2")
        live.connections.go_on(1.5)
        expect_equal(backend_of(lab, "b2")["state"], "draining", "state")
        report = live.settle()
    expect_equal(report.lost, 0, "datagrams without an answer")
    expect_equal(drops(lab), {}, "drops")


@scenario("stateless UDP goes where the slot says: flows of a removed backend move, no datagram is lost")
def stateless(lab):
    begin(lab, echo_service(udp="stateless"))
    with watched(lab, "a backend removed, UDP stateless", udp=True, churn=0) as live:
        before = live.connections.report().by
        reloaded(lab, echo_service((1, 1, None), udp="stateless"))
        live.connections.go_on(1.5)
        report = live.rest()
    live.row(report, "those of the removed backend, and few others: stateless is asked for")
    print(report.show())
    expect_equal(report.lost, 0, "datagrams without an answer")
    expect(report.broken_at("b3") == before["b3"], f"{report.broken_at('b3')} of {before['b3']} flows of b3 moved")
    expect(len(report.broken) - before["b3"] <= 0.05 * report.opened, "flows of other backends moved", report.show())
    expect_equal(flows_live(lab)["flows"] + flows_live(lab)["unconfirmed"], 0, "recorded flows")


if __name__ == "__main__":
    main()
