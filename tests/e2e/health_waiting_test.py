# SPDX-License-Identifier: Apache-2.0
"""A new service that is not served yet, as its backends are being asked for the first time: what is said of it, and where."""

from scenario import expect, expect_equal, main, scenario
from health import (HTTP, WELL, Judged, backend_of, begin, begin_up, checked, host, lines_of_log, service_of, status, wait_log,
                    wait_state)
from lab.command import wait_until
from lab.shunt import configuration

SLOW = {**WELL, "interval": "60s", "timeout": "50s", "fast_interval": "60s"}  # one probe within the scenario
READY = " is ready: {}"  # the end of a line of the log
NOT_SERVED = "not served yet, its backends are being asked for the first time"


@scenario("a service that waits for its first checks shows what is known of each backend, and of operators' changes")
def first(lab):
    judged = Judged(lab)
    judged.servers["b1"].become("status=503")
    for name in ("b2", "b3"):
        judged.servers[name].become("silent")
    service = checked(SLOW)
    lost = "203.0.113.99"
    lab.shunt.namespace.ip(f"route add unreachable {lost}")
    service.backends.append((lost, 1))
    begin(lab, service)
    wait_state(lab, "b1", "down")
    lab.shunt.ask("backend", "drain", "web", host("b2")[0], "--for", "10m")
    shown = status(lab)
    expect_equal((shown["alarm_ids"][0], shown["alarms"][0]), ("service_waiting web", f"service web: {NOT_SERVED}"), "the alarm")
    web = service_of(lab)
    expect_equal((web["waiting"], web["failing"], web["healthy"]), (True, "", 0), "the service")
    reasons = {b["address"]: (b["state"], b["reason"]) for b in web["backends"]}
    why = reasons[lost][1]
    expect("route" in why, "why there is no way:", why)
    expect_equal(reasons, {host("b1")[0]: ("down", "HTTP 503, expected 200"), host("b2")[0]: ("draining", ""),
                           host("b3")[0]: ("pending", ""), lost: ("pending", why)}, "states and reasons")
    override = backend_of(lab, "b2")["override"]
    expect(override["state"] == "draining" and 590 < override["left_s"] <= 600, override)
    text = lab.shunt.ask("status").stdout
    for words in ("; not served yet: backends are being asked\n", f"web {host('b2')[0]}: draining, ", " HTTP 503, expected 200\n"):
        expect(words in text, f"no {words!r} in", text)
    expect(not lab.answers(), "a page came from a service that is not served")


@scenario("a reload says which services wait, and those before them go on being served")
def added(lab):
    judged = Judged(lab)
    begin_up(lab, checked(HTTP))
    for server in judged.servers.values():
        server.become("silent")
    new = [checked(SLOW, name=name, ports=f"{port}/tcp") for name, port in (("one", 8081), ("two", 8082))]
    lab.shunt.write(configuration(checked(HTTP), *new))
    expect("\nwaiting       2 services wait for their first check; `shunt status` shows them\n" in lab.shunt.ask("reload").stdout,
           "what the reload says")
    wait_until("the line of the log", lambda: "services: 0 added, 0 removed, 0 changed, 2 waiting; " in lab.shunt.process.output())
    expect_equal({s["name"]: s["waiting"] for s in status(lab)["services"]}, {"web": False, "one": True, "two": True}, "who waits")
    expect_equal(status(lab)["alarms"], [f"service {name}: {NOT_SERVED}" for name in ("one", "two")], "alarms")
    expect("; not served yet: backends are being asked\n" in lab.shunt.ask("status", "one").stdout, "what is said of one of them")
    expect(lab.answers(), "no page of the service that was there before")
    lab.shunt.reload(configuration(checked(HTTP)))
    expect_equal(status(lab)["alarms"], [], "alarms when they are gone")


@scenario("after ten seconds the controller is ready, and says in the log and as an alarm that services still wait")
def long(lab):
    judged = Judged(lab)
    for server in judged.servers.values():
        server.become("silent")
    begin(lab, checked(SLOW))
    expect(not lines_of_log(lab, READY.format(lab.shunt.file)), "it was ready at once")
    wait_log(lab, "warning services_wait: some services still wait for the first results of their health checks; see `shunt status`")
    wait_until("it to be ready", lambda: lines_of_log(lab, READY.format(lab.shunt.file)))
    wait_log(lab, f"warning alarm_begins: service_waiting web: service web: {NOT_SERVED}")
    metrics = lab.shunt.namespace.run("curl", "-s", "-m", "10", "--unix-socket", lab.shunt.socket, "http://localhost/metrics").stdout
    resolved = [line.rsplit(" ", 1)[1] for line in metrics.splitlines() if line.startswith("shunt_backend_resolved{")]
    expect_equal(("shunt_service_waiting{service=\"web\"} 1\n" in metrics, resolved), (True, ["1"] * 3), "metrics")


if __name__ == "__main__":
    main()
