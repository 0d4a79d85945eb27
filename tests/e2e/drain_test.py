# SPDX-License-Identifier: Apache-2.0
"""Live connections while an operator drains, disables, weighs and enables backends, and while one fails."""

import signal

from scenario import expect, expect_equal, main, scenario
from consistency import address, backend_of, begin, drops, reloaded, set_backend, size, watched
from lab.command import wait_until
from lab.live import echo_service, held
from lab.topology import BACKENDS, backend_called

SOURCES = [f"203.0.113.{last}" for last in range(20, 80)]


def answers(lab, count=60, **options):
    """New connections: how many each backend answers."""
    with held(lab, count=count, **options) as new:
        report = new.report()
        expect_equal(report.broken, [], "broken among new connections")
        return report.by


@scenario("a drain counts down, keeps its flows to the deadline, and moves the rest then")
def deadline(lab):
    begin(lab)
    seconds = size(8, 10)
    with watched(lab, f"drain of one of three backends, deadline after {seconds} s") as live:
        had = live.connections.report().by["b1"]
        text = set_backend(lab, "drain", "b1", "--for", f"{seconds}s").stdout
        expect(f"draining, {seconds}s left" in text or f"draining, {seconds - 1}s left" in text, text)
        left = backend_of(lab, "b1")["override"]["left_s"]
        expect_equal(answers(lab).get("b1", 0), 0, "new connections at b1")
        wait_until("the countdown", lambda: backend_of(lab, "b1")["override"]["left_s"] < left)
        expect_equal(backend_of(lab, "b1")["state"], "draining", "state")
        expect(" left" in lab.shunt.ask("status").stdout, "no countdown in the text")
        wait_until("all flows of b1", lambda: backend_of(lab, "b1")["flows"] >= had, deadline=seconds)
        expect_equal(live.connections.report().broken, [], "broken before the deadline")
        wait_until("the deadline", lambda: backend_of(lab, "b1")["state"] == "disabled", deadline=20)
        wait_until("the end of what b1 had", lambda: "b1" not in live.connections.ask()["by"])
        report = live.rest()
    live.row(report, "those of the drained backend, at the deadline")
    print(report.show())
    expect_equal(report.broken_at("b1"), len(report.broken), "broken connections of others")
    # Some of those that b1 had were short ones, which end by themselves before the deadline.
    expect(had - size(10, 100) <= len(report.broken) <= had + size(30, 300), f"{len(report.broken)} broken, b1 had {had}")


@scenario("a drain whose connections end by themselves breaks none, and its slots return to the stateless state")
def ends_by_itself(lab):
    begin(lab, head="tracking: {idle_tcp: 10s, idle_udp: 5s}\n")  # how long a connection that was closed is remembered
    with watched(lab, "drain of one of three backends to its last connection", life=1.0) as live:
        with held(lab, count=200) as old:
            set_backend(lab, "drain", "b2")
            old.go_on(1.0)
            wait_until("flows of b2 in the status", lambda: backend_of(lab, "b2")["flows"] > 30)
            expect_equal(old.report().broken, [], "broken")
        live.connections.go_on(2.0)
        left = live.connections.ask()["by"]["b2"]  # all of them have said something by now
        wait_until("no flow at b2 but those that are open", lambda: backend_of(lab, "b2")["flows"] == left, deadline=30)
        live.settle()
    wait_until("no flow at b2", lambda: backend_of(lab, "b2")["flows"] == 0, deadline=40)
    expect_equal(backend_of(lab, "b2")["state"], "draining", "state")
    wait_until("the stateless state", lambda: stateful(lab) == 0, deadline=40)
    expect_equal(drops(lab), {}, "drops")


def stateful(lab):
    """Slots that consult the flow table."""
    status = lab.shunt.status()["services"][0]
    return status["slots_migrating"] + status["slots_tracked"]


@scenario("disable breaks the connections of that backend at once and no other, and enable gives it new ones")
def disabled(lab):
    begin(lab)
    with watched(lab, "disable and enable of one of three backends") as live:
        had = live.connections.report().by["b2"]
        set_backend(lab, "disable", "b2")
        expect_equal(backend_of(lab, "b2")["state"], "disabled", "state")
        wait_until("the end of what b2 had", lambda: "b2" not in live.connections.ask()["by"])
        expect_equal(answers(lab).get("b2", 0), 0, "new connections at b2")
        set_backend(lab, "enable", "b2")
        expect(answers(lab)["b2"] > 5, "new connections at b2")
        live.go_on()
        report = live.rest()
    live.row(report, "those of the disabled backend")
    print(report.show())
    expect_equal(report.broken_at("b2"), len(report.broken), "broken connections of others")
    expect(had <= len(report.broken) <= had + size(30, 300), f"{len(report.broken)} broken, b2 had {had}")


@scenario("a backend that fails takes no other backend's connections along")
def failed(lab):
    begin(lab)
    with watched(lab, "one of three backends fails, is disabled, comes back", churn=0) as live:
        b3 = backend_called("b3")
        had = live.connections.report().by["b3"]
        lab.topology["b3"].ip(f"link set {b3.port} down")
        live.connections.go_on(1.0)
        set_backend(lab, "disable", "b3")  # as a health check would: its flows are moved, and reset
        wait_until("the end of what b3 had", lambda: "b3" not in live.connections.ask()["by"])
        expect_equal(answers(lab).get("b3", 0), 0, "new connections at b3")
        lab.topology["b3"].ip(f"link set {b3.port} up", "route add default via 198.51.100.129")
        set_backend(lab, "enable", "b3")
        wait_until("new connections at b3", lambda: answers(lab).get("b3", 0) > 5, deadline=30)
        live.go_on()
        report = live.rest()
    live.row(report, "those of the backend that failed")
    print(report.show())
    expect_equal(report.broken_at("b3"), len(report.broken), "broken connections of others")
    expect_equal(len(report.broken), had, "broken connections")


@scenario("source: connections of a client meet at one backend, and none breaks under a drain", "source")
@scenario("round-robin: connections go round evenly, and none breaks under a drain", "round-robin")
@scenario("least-connections: connections are spread evenly, and none breaks under a drain", "least-connections")
def schedulers(lab, scheduler):
    lab.client.ip(*(f"addr add {source}/24 dev eth0" for source in SOURCES))
    begin(lab, echo_service(scheduler=scheduler))
    with watched(lab, f"drain and enable with the scheduler {scheduler}", source=SOURCES) as live:
        first = live.connections.report()
        expect(all(first.by[backend.name] > 0.15 * first.open for backend in BACKENDS), first.by)
        if scheduler != "source":
            expect(all(0.3 * first.open < first.by[b.name] < 0.37 * first.open for b in BACKENDS), first.by)
        else:
            expect_equal(len(answers(lab, source=SOURCES[:1])), 1, "backends that one client meets")
        for verb, backend in (("drain", "b1"), ("drain", "b2"), ("enable", "b1"), ("enable", "b2")):
            set_backend(lab, verb, backend)
            if verb == "drain":
                expect(backend not in answers(lab, source=SOURCES), f"a new connection went to {backend}")
            live.go_on()
        reloaded(lab, echo_service((2, 1, None), scheduler=scheduler))
        live.go_on()
        reloaded(lab, echo_service(scheduler=scheduler))
        live.go_on()
        lab.shunt.stop(signal.SIGKILL)
        lab.shunt.start()
        live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("a backup serves when no other does, and keeps its connections when they come back")
def backup(lab):
    begin(lab, echo_service(backups=("b3",)))
    with watched(lab, "others drained, backup serves, others come back") as live:
        expect_equal(set(live.connections.report().by), {"b1", "b2"}, "who serves")
        expect_equal(backend_of(lab, "b3")["state"], "standby", "state")
        set_backend(lab, "drain", "b1")
        expect_equal(set(answers(lab)), {"b2"}, "who takes new connections")
        set_backend(lab, "drain", "b2")
        status = backend_of(lab, "b3")
        expect_equal((status["state"], status["backup"]), ("ready", True), "state of the backup")
        with held(lab, count=60) as of_backup:
            expect_equal(set(of_backup.report().by), {"b3"}, "who takes new connections")
            for name in ("b1", "b2"):
                set_backend(lab, "enable", name)
            expect_equal(backend_of(lab, "b3")["state"], "standby", "state")
            expect("b3" not in answers(lab), "the backup takes new connections")
            of_backup.go_on(1.0)
            expect_equal(of_backup.report().broken, [], "broken connections of the backup")
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("slow start: the weight of a backend that comes grows in steps, and no connection breaks")
def slow_start(lab):
    begin(lab, echo_service((1, 1, None), slow_start="4s"))
    with watched(lab, "a backend comes with slow_start: 4s") as live:
        reloaded(lab, echo_service(slow_start="4s"))
        shares = []

        def grown():
            status = lab.shunt.status()["services"][0]
            slots = backend_of(lab, "b3")["slots"] / status["table_size"]
            if not shares or slots != shares[-1]:
                shares.append(slots)
            return slots > 0.32

        wait_until("the full weight", grown, deadline=20)
        expect(len(shares) >= 4 and shares == sorted(shares) and shares[0] < 0.1, shares)
        expect(all(b - a < 0.15 for a, b in zip(shares, shares[1:])), shares)
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("what was set at run time stands over reload, kill -9 and restart, is shown, and reload says so")
def overrides(lab):
    begin(lab)
    with watched(lab, "overrides over 3 reloads and 2 kill -9") as live:
        set_backend(lab, "drain", "b1", "--for", "1h")
        set_backend(lab, "weight", "b2", "5")
        said = [f"echo4 {address('b1')}: draining", f"echo4 {address('b2')}: weight 5 (file: 1)"]
        for restart in (None, signal.SIGKILL, signal.SIGKILL):
            if restart:
                lab.shunt.stop(restart)
                lab.shunt.start()
            report = reloaded(lab, echo_service((1, 1, 2 if restart else 1))).stdout
            for text in said:
                expect(f"override      {text}" in report, report)
                expect(text in lab.shunt.ask("status").stdout, "the status lacks", text)
                expect(text in lab.shunt.ask("plan").stdout, "the plan lacks", text)
            expect("b1" not in answers(lab), "b1 gets new connections")
            expect(3500 < backend_of(lab, "b1")["override"]["left_s"] <= 3600, "the deadline stands")
            live.go_on()
        live.settle()
    set_backend(lab, "enable", "b1")
    set_backend(lab, "weight", "b2")
    expect("OVERRIDE" not in lab.shunt.ask("status").stdout, "overrides are left")


if __name__ == "__main__":
    main()
