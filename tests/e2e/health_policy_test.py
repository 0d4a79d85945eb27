# SPDX-License-Identifier: Apache-2.0
"""What follows from the states of backends: for a service without enough of them, at the beginning, for who is told."""

import json
import os
import re

from scenario import expect, expect_equal, main, scenario
from health import (HTTP, WELL, Judged, backend_of, begin, begin_up, checked, health_of, host, lines_of_log, service_of,
                    states, status, wait_log, wait_state)
from lab.command import wait_until
from lab.servers import HAProxy, write_script
from lab.topology import EVERYONE

HERE = os.path.dirname(os.path.abspath(__file__))
TOO_FEW = "backends are up, fewer than its quorum"


def failing(lab):
    return service_of(lab)["failing"]


def wait_failing(lab, policy):
    wait_until(f"the service to be failing {policy!r}", lambda: failing(lab) == policy)


@scenario("when all backends fail, fail: open serves by all of them")
def fail_open(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, fail="open"))
    judged.fail("b1", "b2")
    expect_equal((failing(lab), lab.answerers()), ("", {"b3"}), "while one is up")
    both = ", ".join(f"{host(name)[0]} (HTTP 503, expected 200)" for name in ("b1", "b2"))
    expect_equal(status(lab)["alarms"], [f"service web: 2 of 3 backends are down: {both}"], "alarms")
    judged.fail("b3")
    wait_failing(lab, "open")
    expect_equal(service_of(lab)["healthy"], 0, "healthy backends")
    expect_equal(lab.answerers(), EVERYONE, "who answers when none is up")
    expect(any("web" in alarm for alarm in status(lab)["alarms"]), status(lab)["alarms"])
    judged.recover("b1")
    wait_failing(lab, "")
    expect_equal(lab.answerers(), {"b1"}, "who answers when one is up again")
    judged.recover("b2", "b3")
    expect_equal((lab.answerers(), status(lab)["alarms"]), (EVERYONE, []), "at the end")
    wait_log(lab, f"warning service_failing web: 0 of 3 {TOO_FEW}: flows go to all of them, whatever their checks say")
    wait_log(lab, "info service_recovered web: 1 of 3 backends is up: flows go to them again")


@scenario("fail: open spares a backend that an operator has disabled")
def fail_open_disabled(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, fail="open"))
    lab.shunt.ask("backend", "disable", "web", host("b2")[0])
    judged.fail("b1", "b3")
    wait_failing(lab, "open")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers when none is up")


def expect_nobody_left(lab):
    """Of a service whose only backend is drained and whose backup is down."""
    wait_failing(lab, "open")
    before = lab.shunt.reason("no_backend")
    expect(not lab.answers(), "a page came")
    expect(lab.shunt.reason("no_backend") > before, "no packet counted under no_backend")
    says = f"0 of 1 {TOO_FEW}, and operators or agents keep the others from new flows: they are dropped"
    shown = status(lab)
    expect_equal(shown["alarm_ids"], ["backends_down web", "too_few_backends web"], "alarms")
    expect_equal(shown["alarms"][1], f"service web: {says}", "what the alarm says")
    expect_equal([b["slots"] for b in shown["services"][0]["backends"]], [0, 0], "slots")
    wait_log(lab, f"warning service_failing web: {says}")


@scenario("fail: open has nobody to send to when an operator drains all that it would take, and says so")
def fail_open_drained(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, fail="open", names={"b1", "b2"}, backups={"b2"}))
    lab.shunt.ask("backend", "drain", "web", host("b1")[0])
    expect_equal(lab.answerers(), {"b2"}, "who answers while the backup is up")
    judged.fail("b2")
    expect_nobody_left(lab)


@scenario("fail: open spares a backend that its agent drains, says so when nobody is left, and recovers as the agent says")
def fail_open_drained_by_agent(lab):
    judged = Judged(lab)
    proxies = {name: HAProxy(lab.topology[name], f"{lab.home}/proxy-{name}").start() for name in ("b1", "b2")}
    for proxy in proxies.values():
        wait_until("HAProxy's server to be up", lambda proxy=proxy: proxy.says() == "ready up 100%")
    begin_up(lab, checked([WELL, {"type": "agent", "port": 9000}], fail="open", names={"b1", "b2"}, backups={"b2"}))
    proxies["b1"].tell("state drain")
    wait_until("b1 to be drained", lambda: backend_of(lab, "b1")["state"] == "draining")
    expect_equal((failing(lab), states(lab)["b1"]), ("", "up"), "the service and b1 while the backup is up")
    wait_until("the backup to serve", lambda: lab.answerers(count=5) == {"b2"})
    judged.fail("b2")
    expect_nobody_left(lab)
    proxies["b1"].tell("state ready")
    wait_failing(lab, "")
    wait_until("b1 to serve", lambda: lab.answerers(count=5) == {"b1"})
    expect_equal(status(lab)["alarm_ids"], ["backends_down web"], "alarms when the agent says ready")
    wait_log(lab, "info service_recovered web: 1 of 1 backends is up: flows go to them again")


@scenario("when all backends fail, fail: closed drops new flows, and counts them")
def fail_closed(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, fail="closed"))
    judged.fail("b1", "b2", "b3")
    wait_failing(lab, "closed")
    before = lab.shunt.reason("no_backend")
    expect(not lab.answers(), "a page came")
    expect(lab.shunt.reason("no_backend") > before, "no packet counted under no_backend")
    judged.recover("b2")
    wait_failing(lab, "")
    expect_equal(lab.answerers(), {"b2"}, "who answers when one is up again")
    wait_log(lab, f"warning service_failing web: 0 of 3 {TOO_FEW}: new flows are dropped")


@scenario("a backup that is up serves when no other is, and that is no failure")
def backup(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, backups=("b3",), fail="closed"))
    expect_equal((backend_of(lab, "b3")["state"], lab.answerers()), ("standby", {"b1", "b2"}), "at the beginning")
    judged.fail("b1", "b2")
    wait_until("the backup to serve", lambda: lab.answerers(count=5) == {"b3"})
    expect_equal(failing(lab), "", "failing")
    judged.recover("b1")
    wait_until("the backup to rest", lambda: backend_of(lab, "b3")["state"] == "standby")
    expect_equal(lab.answerers(), {"b1"}, "who answers when one is up again")


@scenario("fail: backup serves by the backup when none is up, whatever its check says")
def fail_backup(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, backups=("b3",), fail="backup"))
    judged.fail("b1", "b2", "b3")
    wait_failing(lab, "backup")
    expect_equal(lab.answerers(), {"b3"}, "who answers when none is up")
    wait_log(lab, f"warning service_failing web: 0 of 2 {TOO_FEW}: flows go to the backups")
    judged.recover("b2")
    wait_failing(lab, "")
    expect_equal(lab.answerers(), {"b2"}, "who answers when one is up again")


@scenario("a service below its quorum fails, and serves again when the hysteresis is passed")
def quorum(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL, fail="closed", quorum=2, quorum_hysteresis=1))
    judged.fail("b1")
    expect_equal((service_of(lab)["healthy"], failing(lab), lab.answerers()), (2, "", {"b2", "b3"}), "two are up")
    judged.fail("b2")
    wait_failing(lab, "closed")
    expect(not lab.answers(), "a page came below the quorum")
    judged.recover("b2")
    expect_equal((service_of(lab)["healthy"], failing(lab)), (2, "closed"), "two are up again")
    expect(not lab.answers(), "a page came within the hysteresis")
    judged.recover("b1")
    wait_failing(lab, "")
    expect_equal(lab.answerers(), EVERYONE, "who answers at the end")


@scenario("all checks of a service have to pass")
def several(lab):
    judged = Judged(lab)
    begin_up(lab, checked([HTTP, WELL]))
    judged.fail("b2")
    checks = health_of(lab, "b2")["checks"]
    expect_equal([check["state"] for check in checks], ["up", "down"], "states of the checks")
    expect_equal([check["reason"] for check in checks], ["", health_of(lab, "b2")["reason"]], "reasons")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers")
    judged.recover("b2")
    expect_equal(lab.answerers(), EVERYONE, "who answers at the end")


@scenario("a backend that goes up and down is damped, and the log says so once")
def damped(lab):
    judged = Judged(lab)
    begin_up(lab, checked(WELL))
    b2 = f"web {host('b2')[0]}"
    for _ in range(4):
        judged.fail("b2")
        judged.recover("b2")
    wait_log(lab, f"warning backend_flaps {b2}: goes up and down: it has to pass 4 checks in a row before it is up")
    expect_equal([len(lines_of_log(lab, f"info backend_up {b2}: it passes its checks")), len(lines_of_log(lab, f"warning backend_down {b2}: HTTP 503, expected 200"))],
                 [5, 4], "how often it is said to be up and down")


def first_transition(lab, name):
    """(from, to)."""
    transitions = health_of(lab, name)["checks"][0]["transitions"]
    first = min(transitions, key=lambda one: one["at"])
    return first["from"], first["to"]


@scenario("initial: check waits for the first result, which decides alone")
def initial_check(lab):
    judged = Judged(lab)
    judged.servers["b2"].become("status=503")
    begin(lab, checked({**WELL, "rise": 20, "fall": 20, "initial": "check"}))
    for name, state in (("b1", "up"), ("b2", "down"), ("b3", "up")):
        wait_state(lab, name, state)
        check = health_of(lab, name)["checks"][0]
        expect(check["passed"] + check["failed"] < 20, f"{check} of {name}: the first result decides")
        expect_equal(first_transition(lab, name), ("pending", state), f"first transition of {name}")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers")


@scenario("initial: check leaves a backend pending that has not answered yet")
def pending(lab):
    judged = Judged(lab)
    judged.servers["b2"].become("silent")
    begin(lab, checked({**WELL, "interval": "5s", "timeout": "3s"}))
    for name in ("b1", "b3"):
        wait_state(lab, name, "up")
    expect_equal((states(lab)["b2"], backend_of(lab, "b2")["state"]), ("pending", "pending"), "b2 before its result")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers before b2 has a result")
    wait_state(lab, "b2", "down")


@scenario("initial: up serves at once, until the checks say otherwise")
def initial_up(lab):
    judged = Judged(lab)
    judged.servers["b2"].become("silent")
    begin(lab, checked({**WELL, "interval": "2s", "timeout": "2s", "fast_interval": "2s", "initial": "up"}))
    expect_equal(states(lab), dict.fromkeys(EVERYONE, "up"), "states before any result of b2")
    expect_equal(lab.answerers(), EVERYONE, "who answers before any result of b2")
    wait_state(lab, "b2", "down")
    expect_equal(first_transition(lab, "b2"), ("up", "down"), "first transition of b2")


@scenario("initial: down serves when enough probes have passed")
def initial_down(lab):
    Judged(lab)
    begin(lab, checked({**WELL, "initial": "down", "rise": 5}))
    for name in EVERYONE:
        wait_state(lab, name, "up")
        expect_equal(first_transition(lab, name), ("down", "up"), f"first transition of {name}")
        expect(health_of(lab, name)["checks"][0]["passed"] >= 5, "five passed")


HOOK = """\
#!/bin/sh
echo "$SHUNT_SERVICE|$SHUNT_BACKEND|$SHUNT_FROM|$SHUNT_TO|$SHUNT_REASON|$SHUNT_TIME" >> {home}/told
test "$SHUNT_TO" != {bad} || {{ echo "no pager"; exit 1; }}
"""
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def lines(path):
    """Of a file that may not be there yet."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def told_of(lab, wanted):
    """Waits for a change in what was told; its fields are unlike those of every other."""
    return wait_until(f"to be told {wanted}", lambda: next(
        (line.split("|") for line in lines(f"{lab.home}/told") if f"|{wanted}|" in line), None))


@scenario("each transition is told to a command and to a server")
def hook(lab):
    judged = Judged(lab)
    program = write_script(f"{lab.home}/hook.sh", HOOK.format(home=lab.home, bad="nothing"))
    server = lab.shunt.namespace.start(f"{HERE}/../../tools/py/lab/post_server.py", "8088", f"{lab.home}/posted",
                                       log=f"{lab.home}/post.log")
    wait_until("the server", lambda: "listening" in server.output())
    begin_up(lab, checked(WELL),
             head=f'on_change: {{command: ["{program}"], post: "http://127.0.0.1:8088/hook"}}\n')
    judged.fail("b2")
    address = host("b2")[0]
    service, backend, *_, reason, when = told_of(lab, f"{address}|up|down")
    expect_equal((service, backend, reason), ("web", address, "HTTP 503, expected 200"), "what was told")
    expect(TIME.fullmatch(when), f"time {when!r}")
    judged.recover("b2")
    expect_equal(told_of(lab, f"{address}|down|up")[4], "", "reason of the recovery")
    posted = wait_until("all of it in the POSTs", lambda: [
        line for line in map(json.loads, lines(f"{lab.home}/posted")) if line["body"]["backend"] == address
        and line["body"]["from"] != "pending"][:2] or None)
    wait_until("two POSTs of b2", lambda: sum(address in line and "pending" not in line
                                              for line in lines(f"{lab.home}/posted")) == 2)
    expect_equal((posted[0]["path"], posted[0]["type"]), ("/hook", "application/json"), "the POST")
    expect_equal({key: value for key, value in posted[0]["body"].items() if key != "time"},
                 {"service": "web", "backend": address, "from": "up", "to": "down", "reason": "HTTP 503, expected 200"},
                 "what was posted")
    expect(TIME.fullmatch(posted[0]["body"]["time"]), posted[0]["body"]["time"])


@scenario("a command that fails is logged, and the checks go on")
def hook_fails(lab):
    judged = Judged(lab)
    program = write_script(f"{lab.home}/hook.sh", HOOK.format(home=lab.home, bad="down"))
    begin_up(lab, checked(WELL), head=f'on_change: {{command: ["{program}"]}}\n')
    judged.fail("b2")
    wait_until("the failure in the log", lambda: re.search(
        rf"on_change: {program}: exit status 1: no pager \(web {host('b2')[0]} up -> down\)", lab.shunt.process.output()))
    judged.recover("b2")
    told_of(lab, f"{host('b2')[0]}|down|up")


if __name__ == "__main__":
    main()
