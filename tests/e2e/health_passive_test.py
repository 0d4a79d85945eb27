# SPDX-License-Identifier: Apache-2.0
"""Passive health: a backend that leaves clients' SYNs without an answer, while its check passes."""

import os
import re
import sys

from scenario import expect, expect_equal, main, scenario
from health import (backend_of, begin, checked, filtered, health_of, host, status, unfiltered, wait_all_up, wait_health,
                    wait_state)
from lab import knocker
from lab.command import wait_until
from lab.shunt import configuration
from lab.topology import EVERYONE, VIP4

BLIND = {"type": "script", "command": ["/bin/true"]}  # a check that sees nothing
A_SECOND = 45
SAYS = r"clients repeat their SYNs: \d+ of \d+ in \d+ s"


def web(passive, check=BLIND, **options):
    return checked(check, passive=passive, **options)


def knocking(lab):
    """Clients come all the time."""
    return lab.client.start(sys.executable, os.path.abspath(knocker.__file__), VIP4, "80", str(A_SECOND),
                            log=f"{lab.home}/knocker.log")


def spoil(lab, name):
    """The backend drops what clients begin."""
    filtered(lab.topology[name], "tcp dport 80 tcp flags syn drop")


def mend(lab, name):
    unfiltered(lab.topology[name])


def syns(lab):
    """Backend -> (first, repeated), of those whose SYNs are counted."""
    service = next(service for service in lab.shunt.stats()["services"] if service["name"] == "web")
    names = {address: name for name in EVERYONE for address in host(name)}
    return {names[b["address"]]: (b["syns"], b["syns_repeated"]) for b in service["backends"] if "syns" in b}


def begin_counted(lab, passive):
    """Returns when all backends have had clients."""
    begin(lab, web(passive))
    wait_all_up(lab)
    knocking(lab)
    wait_until("SYNs at all backends", lambda: all(first > 50 for first, _ in syns(lab).values()))
    expect_equal(set(syns(lab)), EVERYONE, "whose SYNs are counted")


@scenario("passive: down takes a backend out that answers no client, and tries it again")
def down(lab):
    begin_counted(lab, "down")
    spoil(lab, "b2")
    health = wait_state(lab, "b2", "down", deadline=30)
    expect(re.fullmatch(SAYS, health["reason"]), health["reason"])
    expect_equal((backend_of(lab, "b2")["state"], health["checks"][0]["state"]), ("down", "up"), "backend and its check")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers")
    expect(any("b2" in alarm or host("b2")[0] in alarm for alarm in status(lab)["alarms"]), status(lab)["alarms"])
    text = lab.shunt.ask("status", "web").stdout
    expect("clients repeat their SYNs" in text and "nothing against it" in text, text)
    mend(lab, "b2")
    wait_state(lab, "b2", "up", deadline=45)
    expect_equal(lab.answerers(), EVERYONE, "who answers when it is tried again")
    log = lab.shunt.process.output()
    expect_equal(len(re.findall(rf"backend_down web {host('b2')[0]}: {SAYS}", log)), 1, "lines of its end in the log")
    expect_equal({name: health_of(lab, name)["passive"]["suspected"] for name in EVERYONE}, dict.fromkeys(EVERYONE, False),
                 "suspected at the end")


@scenario("passive: warn raises an alarm, and changes nothing else")
def warn(lab):
    begin_counted(lab, "warn")
    spoil(lab, "b2")
    health = wait_health(lab, "b2", "to be suspected", lambda one: one["passive"]["suspected"], deadline=30)
    expect(re.fullmatch(SAYS, health["reason"]), health["reason"])
    expect_equal((backend_of(lab, "b2")["state"], health["state"], health["degraded"]), ("ready", "up", True), "its state")
    expect(any(re.search(rf"{host('b2')[0]}: {SAYS}", alarm) for alarm in status(lab)["alarms"]), status(lab)["alarms"])
    mend(lab, "b2")
    wait_health(lab, "b2", "to be cleared", lambda one: not one["passive"]["suspected"], deadline=45)
    expect_equal((health_of(lab, "b2")["reason"], status(lab)["alarms"]), ("", []), "reason and alarms at the end")


@scenario("passive health works without checks, and a reload turns it off")
def alone(lab):
    service = web("down")
    del service.options["health"]
    begin(lab, service)
    lab.shunt.wait_forwarding()
    knocking(lab)
    spoil(lab, "b3")
    wait_state(lab, "b3", "down", deadline=30)
    expect_equal(lab.answerers(), EVERYONE - {"b3"}, "who answers")
    mend(lab, "b3")
    service.options["passive"] = "off"
    lab.shunt.reload(configuration(service))
    expect_equal((backend_of(lab, "b3")["state"], backend_of(lab, "b3")["health"]), ("ready", None), "b3 after the reload")
    expect_equal(lab.answerers(), EVERYONE, "who answers after the reload")
    expect_equal(syns(lab), {}, "SYNs that are counted")


@scenario("SYNs are not counted unless passive says so")
def off(lab):
    begin(lab, web("off"))
    wait_all_up(lab)
    expect_equal((lab.answerers(), syns(lab), health_of(lab, "b1")["passive"]), (EVERYONE, {}, None), "off")


if __name__ == "__main__":
    main()
