# SPDX-License-Identifier: Apache-2.0
"""Backends that fail below the application, as an http check through the dataplane sees them: each cause is seen, takes
that backend out, and its end brings it back."""

import functools

from scenario import expect, expect_equal, main, scenario
from health import (HTTP, backend_of, begin_up, checked, filtered, health_of, seen, status, timed, row, unfiltered, wait_health,
                    wait_log, wait_passed, wait_state)
from lab.topology import EVERYONE, GATEWAYS, SHUNT_PORTS, backend_called, vip

B2 = backend_called("b2")
WAYS = (("ipip", 4, 4), ("ipip", 6, 6), ("gue", 4, 4), ("gue", 6, 6), ("ipip", 4, 6), ("gue", 6, 4), ("l2", 4, 4), ("l2", 6, 6))
FAMILY = {4: "IPv4", 6: "IPv6"}


def for_each_way(what, *, tunnels_only=False):
    """Registers a scenario for each forwarding and mix of families."""
    def register(function):
        for forwarding, inner, outer in WAYS:
            if not (tunnels_only and forwarding == "l2"):
                name = f"{what}, {forwarding}, {FAMILY[inner]} to {FAMILY[outer]}"
                scenario(name, forwarding, inner, outer)(function)
        return function
    return register


ONLY_DIRECTLY = r"connect: no answer in 150 ms; answers directly but not (through the tunnel|at the VIP)"


def begin(lab, forwarding="ipip", inner=4, outer=4, **check):
    begin_up(lab, checked({**HTTP, **check}, inner, forwarding, outer=outer))
    return lab.topology["b2"]


def label(cause, forwarding, inner, outer):
    return f"{cause} ({forwarding}, {FAMILY[inner]} to {FAMILY[outer]})"


@for_each_way("a web server that stops is seen")
def process_down(lab, *way):
    begin(lab, *way)
    web = lab.web["b2"]
    seen(lab, label("the web server stops", *way), "http", web.stop, web.bring_back, "connect: refused", family=way[1])


@for_each_way("a VIP that the backend lost is seen")
def vip_lost(lab, *way):
    b2 = begin(lab, *way)
    address = f"{vip(way[1])}/{32 if way[1] == 4 else 128} dev lo"
    seen(lab, label("the backend loses the VIP", *way), "http", functools.partial(b2.ip, f"addr del {address}"),
         functools.partial(b2.ip, f"addr add {address}"), ONLY_DIRECTLY, family=way[1])


@for_each_way("decapsulation that ended is seen", tunnels_only=True)
def no_decapsulation(lab, *way):
    b2 = begin(lab, *way)
    decap = (lab.binary, "decap", B2.port, "--pin-dir", f"{lab.home}/bpf/b2")
    seen(lab, label("the backend does not decapsulate", *way), "http", functools.partial(b2.run, *decap, "--off"),
         functools.partial(b2.run, *decap), ONLY_DIRECTLY, family=way[1])


@scenario("a backend whose link is down is seen")
def link_down(lab):
    b2 = begin(lab)

    def mend():
        b2.ip(f"link set {B2.port} up", f"route add default via {GATEWAYS['b'][0]}")
    seen(lab, "the backend is gone (link down)", "http", lambda: b2.ip(f"link set {B2.port} down"), mend, "connect: ")


@scenario("a backend that drops what comes from the network is seen")
def drops_all(lab):
    b2 = begin(lab)
    seen(lab, "a packet filter drops the service's port", "http", lambda: filtered(b2, "tcp dport 80 drop"),
         lambda: unfiltered(b2), "connect: no answer")


@scenario("a backend that rejects is seen by each of its checks, all the time", 4)
@scenario("a backend that rejects is seen by each of its checks, all the time, IPv6", 6)
def rejects(lab, family):
    pace = {"interval": "100ms", "timeout": "90ms", "fast_interval": "100ms"}
    tcp = {**pace, "type": "tcp", "port": 80}
    begin_up(lab, checked([tcp, {**tcp, **HTTP}], family, outer=family))
    b2 = lab.topology["b2"]
    b2.set("net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
    filtered(b2, "tcp dport 80 reject")
    before = wait_state(lab, "b2", "down")["checks"]
    after = wait_health(lab, "b2", "to be asked on",
                        lambda health: all(now["failed"] > then["failed"] + 20
                                           for now, then in zip(health["checks"], before)))["checks"]
    for now, then in zip(after, before):
        expect_equal((now["passed"], now["reason"]), (then["passed"], "connect: refused"), f"the check {now['type']}")


@scenario("rp_filter that drops decapsulated packets is seen")
def rp_filter(lab):
    b2, shunt = lab.topology["b2"], SHUNT_PORTS[1].ipv4
    # The way back to Shunt is by another interface, but for what answers in the VIP's name: only rp_filter minds.
    b2.ip("link add other0 type veth peer other1", "link set other0 up", "link set other1 up",
          f"route add {shunt} dev other0", "route add 198.51.100.128/25 dev eth0 table 100",
          "rule add fwmark 1 lookup 100")
    filtered(b2, f"ip saddr {vip(4)} meta mark set 1", "ip way", "type route hook output priority -150")
    b2.set("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.eth0.rp_filter=0")
    begin(lab)
    seen(lab, "rp_filter drops what was decapsulated", "http", lambda: b2.set("net.ipv4.conf.eth0.rp_filter=1"),
         lambda: b2.set("net.ipv4.conf.eth0.rp_filter=0"), "connect: no answer")


def spoil_mtu(lab, mtu):
    """The bridge's port to b2 passes no larger packets; it drops others in silence, as such things do."""
    lab.router.ip(f"link set b-b2 mtu {mtu}")


@scenario("a path on which full-size packets vanish is shown as degraded", 4, 4)
@scenario("a path on which full-size packets vanish is shown as degraded, IPv6", 6, 6)
def mtu_warned(lab, inner, outer):
    begin(lab, "ipip", inner, outer)
    detection, health = timed(lambda: spoil_mtu(lab, 1400),
                              lambda: wait_health(lab, "b2", "to be degraded", lambda health: health["degraded"], deadline=60))
    expect_equal(health["state"], "up", "state of b2")
    expect(health["checks"][0]["full_size_reason"], "no reason why", health)
    expect(any("b2" in alarm or B2.address(outer) in alarm for alarm in status(lab)["alarms"]), status(lab)["alarms"])
    expect_equal(lab.answerers(inner), EVERYONE, "who answers")
    recovery, _ = timed(lambda: spoil_mtu(lab, 1600),
                        lambda: wait_health(lab, "b2", "to be whole", lambda health: not health["degraded"], deadline=60))
    wait_log(lab, f"warning backend_degraded web {B2.address(outer)}: degraded: {health['reason']}")
    wait_log(lab, f"info backend_whole web {B2.address(outer)}: whole again: full-size packets arrive")
    row(f"full-size packets vanish ({FAMILY[inner]})", "full_size: warn", detection, recovery)


@scenario("a path on which full-size packets vanish takes the backend out with full_size: down")
def mtu_down(lab):
    begin(lab, full_size="down")
    seen(lab, "full-size packets vanish", "full_size: down", lambda: spoil_mtu(lab, 1400), lambda: spoil_mtu(lab, 1600),
         "packets of 1500 bytes do not arrive", deadline=40)
    changes = [(change["to"], change["reason"]) for change in health_of(lab, "b2")["checks"][0]["transitions"]]
    expect(len(changes) == 3 and changes[1][0] == "down" and changes[1][1].startswith("packets of 1500 bytes"),
           "what the check remembers", changes)


@scenario("a host that holds the VIP itself is told the truth about its backends, IPv4", 4)
@scenario("a host that holds the VIP itself is told the truth about its backends, IPv6", 6)
def own_vip(lab, family):
    lab.shunt.namespace.ip(f"addr add {vip(family)}/{32 if family == 4 else 128} dev lo")
    process_down(lab, "ipip", family, family)


@scenario("a client's way that a backend drops is not seen: probes come from Shunt's address")
def not_seen(lab):
    b2 = begin(lab)
    filtered(b2, "ip saddr 203.0.113.0/24 drop")
    health = wait_passed(lab, "b2", 10)
    expect_equal((health["state"], backend_of(lab, "b2")["state"]), ("up", "ready"), "state of b2")


if __name__ == "__main__":
    main()
