# SPDX-License-Identifier: Apache-2.0
"""Health checks as the controller comes and goes, and what they cost others: nothing."""

import json
import os
import re
import signal
import time

from scenario import expect, expect_equal, main, scenario
from health import (HTTP, PACE, begin, begin_up, checked, filtered, health_of, host, service_of, states, status, wait_all_up,
                    wait_failed, wait_health, wait_state)
from consistency import drops, watched
from lab.command import run, wait_until
from lab.live import EchoServers, echo_service
from lab.servers import Misbehaving
from lab.shunt import Service, configuration, web_service
from lab.topology import BACKENDS, EVERYONE, SHUNT_PORTS, VIP4, backend_called
from lab.web import Requests

ECHO = {**PACE, "type": "tcp", "port": 7000}


def begin_echo(lab):
    lab.echo = EchoServers(lab)
    begin_up(lab, echo_service(health=json.dumps(ECHO)))


@scenario("a controller that is killed and started while a backend is down breaks no connection to the others")
def restarted(lab):
    begin_echo(lab)
    lab.echo.processes["b3"].stop()
    wait_state(lab, "b3", "down", "echo4")
    with watched(lab, "kill -9 and start while a check has one of three backends down") as live:
        expect_equal(set(live.connections.report().by), {"b1", "b2"}, "who serves")
        for _ in range(3):
            lab.shunt.stop(signal.SIGKILL)
            live.go_on()
            lab.shunt.start()
            for name, state in (("b1", "up"), ("b2", "up"), ("b3", "down")):
                wait_state(lab, name, state, "echo4")
            live.go_on()
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("a controller that finds a backend down after its start takes it out then")
def failed_meanwhile(lab):
    begin_echo(lab)
    lab.shunt.stop(signal.SIGKILL)
    lab.echo.processes["b3"].stop()
    with watched(lab, "a backend failed while no controller ran", timeout=20) as live:
        lab.shunt.start()
        wait_state(lab, "b3", "down", "echo4")
        live.connections.report(afresh=True)
        live.connections.go_on(1.0)
        expect_equal(set(live.connections.ask()["by"]) - {"b1", "b2"}, set(), "who serves")


@scenario("a reload that leaves a check as it is asks on, and breaks no connection")
def reloaded(lab):
    begin_echo(lab)
    with watched(lab, "5 reloads with health checks") as live:
        passed = health_of(lab, "b1", "echo4")["checks"][0]["passed"]
        since = health_of(lab, "b1", "echo4")["since"]
        for _ in range(5):
            lab.shunt.ask("reload")
            live.go_on()
        health = health_of(lab, "b1", "echo4")
        expect_equal(health["since"], since, "since when b1 is up")
        expect(health["checks"][0]["passed"] > passed, "the counters began anew", health)
        live.settle()
    expect_equal(drops(lab), {}, "drops")


@scenario("a reload that is refused leaves every check as it was")
def refused(lab):
    begin_up(lab, checked(HTTP))
    lab.web["b3"].stop()
    wait_state(lab, "b3", "down")
    before = {name: health_of(lab, name) for name in EVERYONE}
    lab.shunt.write("seed: 7\n" + configuration(checked({**HTTP, "path": "/other"}), checked(HTTP, name="more", ports="81/tcp")))
    for _ in range(3):
        result = lab.shunt.ask("reload", check=False)
        expect_equal(result.returncode, 1, f"status of the reload: {result.stderr}")
        passed = health_of(lab, "b1")["checks"][0]["passed"]
        wait_health(lab, "b1", "to pass on", lambda health, passed=passed: health["checks"][0]["passed"] > passed + 2)
    for name in EVERYONE:
        health = health_of(lab, name)
        found, wanted = ((h["state"], h["since"], h["checks"][0]["transitions"]) for h in (health, before[name]))
        expect_equal(found, wanted, f"state, since when, and transitions of {name}")
    expect_equal([request["uri"] for request in lab.web["b1"].requests() if request["uri"] != "/page"], [], "other requests")
    expect_equal(re.findall(r"backend_down (\S+) (\S+): ", lab.shunt.process.output()), [("web", host("b3")[0])],
                 "who is down, in the log")


@scenario("a service whose name and check change at once is served on", EVERYONE)
@scenario("a service whose name, check and backends change at once is served on by those that were there", {"b1", "b2"})
def renamed(lab, names):
    for b in BACKENDS:
        Misbehaving(lab.topology[b.name], f"{lab.home}/slow-{b.name}").start().become("silent")
    begin_up(lab, checked(HTTP, names=names, fail="closed"))
    running = Requests(lab.client, VIP4, 4000, lab.home, parallel=4)
    wait_until("requests to run", lambda: len(lab.web["b1"].requests()) > 100)
    # Longer than anything below takes, also on a busy machine: what follows holds before any result.
    slow = {**HTTP, "port": 8080, "interval": "60s", "timeout": "50s", "fast_interval": "60s"}
    lab.shunt.reload(configuration(checked(slow, name="renamed", fail="closed")))
    expect(running.process.running(), "the requests ended before the reload did")
    expect_equal((lab.answerers(), running.failures()), (names, 0), "who answers, and requests that failed")
    expect_equal((service_of(lab, "renamed")["waiting"], states(lab, "renamed")),
                 (False, {name: "up" if name in names else "pending" for name in EVERYONE}), "before any result")
    expect_equal([one["passed"] + one["failed"] for name in names for one in health_of(lab, name, "renamed")["checks"]],
                 [0] * len(names), "results")


@scenario("a backend that an operator drains or disables is still checked, and comes back as the checks say")
def operator(lab):
    begin_up(lab, checked(HTTP))
    address = backend_called("b2").ipv4
    lab.shunt.ask("backend", "disable", "web", address)
    lab.web["b2"].stop()
    wait_state(lab, "b2", "down")
    lab.shunt.ask("backend", "enable", "web", address)
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers: b2 is enabled and down")
    lab.web["b2"].bring_back()
    wait_state(lab, "b2", "up")
    expect_equal(lab.answerers(), EVERYONE, "who answers at the end")


def probe_links(lab):
    return [line for line in lab.shunt.namespace.run("ip", "-o", "link").stdout.splitlines() if "shunt-probe" in line]


def namespaces():
    """Network namespaces that processes are in, hold open, or that have a name."""
    found = set(run(["lsns", "-t", "net", "-n", "-o", "NS"]).stdout.split())
    return found | {str(os.stat(f"/run/netns/{name}").st_ino) for name in os.listdir("/run/netns")}


@scenario("the probes' namespace and interface are gone after the end", signal.SIGTERM)
@scenario("the probes' namespace and interface are gone after kill -9", signal.SIGKILL)
def leftovers(lab, number):
    begin_up(lab, checked(HTTP))
    links = probe_links(lab)
    expect(any("shunt-probe0" in line for line in links), "no interface of the probes while it runs", links)
    own = {os.stat(f"/proc/{lab.shunt.process.pid}/task/{task}/ns/net").st_ino
           for task in os.listdir(f"/proc/{lab.shunt.process.pid}/task")}
    expect_equal(own, {os.stat(f"/run/netns/{lab.shunt.namespace.name}").st_ino}, "namespaces of the controller's threads")
    lab.shunt.stop(number)
    wait_until("the end of the probes' interface", lambda: not probe_links(lab))
    named = [name for name in os.listdir("/run/netns") if name.startswith(lab.name)]
    expect_equal(len(named), len(lab.topology.namespaces), f"namespaces of the lab {named}")
    if number == signal.SIGKILL:
        lab.shunt.start()
        wait_all_up(lab)
        expect_equal(lab.answerers(), EVERYONE, "who answers after the next start")
        expect_equal(len(probe_links(lab)), 1, "interfaces of the probes")


@scenario("a probe that was under way when the probes' interface went leaves nothing to the next one")
def interface_gone(lab):
    slow = {**HTTP, "interval": "3s", "timeout": "3s", "fast_interval": "1s", "full_size": "off"}
    begin_up(lab, checked(slow))
    filtered(lab.topology["b2"], "tcp dport 80 counter drop")
    wait_state(lab, "b2", "down")
    arrived = lambda: lab.topology["b2"].run("nft", "list", "table", "inet", "filter").stdout  # noqa: E731
    for _ in range(2):
        wait_failed(lab, "b2", 1)
        before = arrived()
        wait_until("the next probe, which is under way for three seconds then", lambda: arrived() != before)
        lab.shunt.namespace.ip("link del shunt-probe0")
        wait_until("another interface", lambda: probe_links(lab))
        unable = health_of(lab, "b2")["checks"][0]["unable"]
        health = wait_failed(lab, "b2", 1)
        expect_equal(health["checks"][0]["unable"], unable, "probes of b2 that could not be sent, later ones with them")


@scenario("without checks there is neither namespace nor interface, and they come and go with a reload")
def without(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    expect_equal((probe_links(lab), lab.shunt.backend(BACKENDS[0].ipv4)["health"]), ([], None), "without checks")
    lab.shunt.reload(configuration(checked(HTTP)))
    wait_all_up(lab)
    lab.shunt.reload(configuration(web_service()))
    expect_equal(status(lab)["services"][0]["backends"][0]["health"], None, "health without checks")


@scenario("who cannot be asked takes flows after ten seconds, with an alarm, and the first answer decides")
def presumed(lab):
    spare = "198.51.100.200"
    began = time.monotonic()
    begin(lab, checked(HTTP), head=f"probes: {{source: {spare}}}\n")  # nobody has it
    expect_equal((lab.shunt.status()["services"][0]["waiting"], states(lab)), (True, dict.fromkeys(EVERYONE, "pending")),
                 "the service at first, and its backends")
    expect("cannot be sent" in "".join(status(lab)["alarms"]), "no alarm at first", status(lab)["alarms"])
    for name in EVERYONE:
        wait_state(lab, name, "up", deadline=20)
    expect(time.monotonic() - began >= 10, "presumed up too early")
    alarms = status(lab)["alarms"]
    expect(any(alarm.startswith("backends that were never asked count as up: web ") and "; presumed up" in alarm
               for alarm in alarms), "no alarm of the presumption", alarms)
    wait_until("the service", lambda: not lab.shunt.status()["services"][0]["waiting"])
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    lab.web["b2"].stop()
    lab.shunt.namespace.ip(f"addr add {spare}/32 dev eth1")
    wait_state(lab, "b2", "down")
    expect_equal(states(lab), {"b1": "up", "b2": "down", "b3": "up"}, "states when they can be asked")
    wait_until("the end of the alarms", lambda: not any("asked" in alarm or "cannot be sent" in alarm
                                                        for alarm in status(lab)["alarms"]))


@scenario("a backend that cannot be asked holds up no service whose other backends are up")
def one_without_a_way(lab):
    lost = "203.0.113.99"
    lab.shunt.namespace.ip(f"route add unreachable {lost}")
    service = checked(HTTP)
    service.backends.append((lost, 1))
    began = time.monotonic()
    begin(lab, service)
    wait_until("the service", lambda: not lab.shunt.status()["services"][0]["waiting"])
    expect(time.monotonic() - began < 8, "it waited for the one without a way")
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    found = lab.shunt.backend(lost)
    expect_equal((found["state"], found["health"]["state"], found["slots"]), ("pending", "pending", 0), "the one without a way")


@scenario("probes are in no counter of users' traffic")
def counters(lab):
    begin_up(lab, checked(HTTP))
    wait_health(lab, "b1", "to have passed often", lambda health: health["checks"][0]["passed"] > 10)
    stats = lab.shunt.stats()
    service = stats["services"][0]
    expect_equal((service["forwarded"]["packets"], service["dropped"]["packets"]), (0, 0), "the service's packets")
    expect_equal([b["packets"] for b in service["backends"]], [0, 0, 0], "the backends' packets")
    expect_equal(drops(lab), {}, "drops")
    expect_equal([lab.shunt.interface(port)["transmitted"] for port in ("eth0", "eth1")], [0, 0], "sent back by the interfaces")
    flows = status(lab)["flow_table"]
    expect_equal((flows["flows"], flows["unconfirmed"]), (0, 0), "flows")


@scenario("probes go on when a file is taken back that asked for more source addresses than there may be")
def too_many_sources(lab):
    shunt = lab.shunt.namespace
    for number in range(21, 30):
        shunt.ip(f"addr add 198.51.100.{number + 20}/32 dev eth0", f"neigh add 198.51.100.{number} lladdr 02:00:5e:00:00:01 dev eth0",
                 f"route add 198.51.100.{number}/32 dev eth0 src 198.51.100.{number + 20}")
    web = checked(HTTP)
    many = Service("many", "192.0.2.11", "ipip", [(f"198.51.100.{number}", 1) for number in range(21, 30)], "80/tcp", web.options)
    begin_up(lab, web)
    lab.shunt.reload(configuration(web, many))
    wait_until("the alarm", lambda: any("probes would come from 11 addresses" in alarm for alarm in status(lab)["alarms"]))
    lab.shunt.reload(configuration(web))
    passed = health_of(lab, "b2")["checks"][0]["passed"]
    wait_health(lab, "b2", "to pass on", lambda health: health["checks"][0]["passed"] > passed + 5)
    wait_until("the end of the alarm", lambda: status(lab)["alarms"] == [])


def requests_of(lab, uri):
    return [request for request in lab.web["b2"].requests() if request["uri"] == uri]


@scenario("probes come from Shunt's address at the backend's interface, and from ports of their own", "dataplane", VIP4)
@scenario("direct probes go to the backend's address", "direct", "198.51.100.142")
def addresses(lab, via, asked):
    begin_up(lab, checked({**HTTP, "via": via, "path": "/asked"}))
    requests = requests_of(lab, "/asked")
    expect_equal({(request["client"], request["server"]) for request in requests}, {(SHUNT_PORTS[1].ipv4, asked)},
                 "who asks whom")
    if via == "dataplane":
        ports = [int(request["port"]) for request in requests]
        expect(all(61_000 <= port <= 65_535 for port in ports), f"ports {ports}")


@scenario("two services with the same check ask once")
def shared(lab):
    check = {**HTTP, "path": "/shared"}
    begin_up(lab, checked(check), checked(check, name="other", ports="81/tcp"))
    first, before = health_of(lab, "b2")["checks"][0], len(requests_of(lab, "/shared"))
    last = wait_health(lab, "b2", "to pass on", lambda health: health["checks"][0]["passed"] >= first["passed"] + 15)
    passed, asked = last["checks"][0]["passed"] - first["passed"], len(requests_of(lab, "/shared")) - before
    expect(passed - 2 <= asked <= passed + 2, f"{asked} requests for {passed} results")
    lab.web["b2"].stop()
    for name in ("web", "other"):
        wait_state(lab, "b2", "down", name)
    expect_equal(states(lab, "other"), {"b1": "up", "b2": "down", "b3": "up"}, "states of the other service")


if __name__ == "__main__":
    main()
