# SPDX-License-Identifier: Apache-2.0
"""Health checks through the dataplane on the ports of a guest: native XDP of a driver hands answers to the probes, and the
backends decapsulate with the kernel's own tunnels. For scenarios.py, in a guest with --nics."""

from scenario import expect, expect_equal, scenario
from lab.command import wait_until
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS, VIP4
from ports_test import tag_segment_b

HEALTH = "{type: http, path: /page, interval: 2s, timeout: 1500ms, fast_interval: 500ms, rise: 2, fall: 2}"


def serve_checked(lab):
    services = [web_service(4, 4, "ipip"), web_service(6, 6, "gue")]
    for service in services:
        service.options["health"] = HEALTH
    lab.shunt.write(configuration(*services))
    lab.shunt.start()
    wait_until("all backends up by their checks", lambda: states(lab) == {"up"}, deadline=30)


def states(lab):
    return {b["health"]["state"] for service in lab.shunt.status()["services"] for b in service["backends"]}


def wait_for(lab, backend, state):
    """The reason of the backend's state when it has come to that."""
    wait_until(f"{backend.name} {state}", lambda: lab.shunt.backend(backend.ipv4)["health"]["state"] == state, deadline=30)
    return lab.shunt.backend(backend.ipv4)["health"]["reason"]


@scenario("probes come back by the ports, and see what is wrong behind the tunnel")
def plain(lab):
    lab.decapsulate()
    serve_checked(lab)
    backend = BACKENDS[1]
    host = lab.topology[backend.name]
    host.ip(f"addr del {VIP4}/32 dev lo")
    reason = wait_for(lab, backend, "down")
    expect("answers directly but not through the tunnel" in reason, reason)
    host.ip(f"addr add {VIP4}/32 dev lo")
    expect_equal(wait_for(lab, backend, "up"), "", "reason")


@scenario("probes come back in VLANs, tags in the frame", "off")
@scenario("probes come back in VLANs, tags handled by the card", "on")
def vlan(lab, offload):
    lab.decapsulate()
    tag_segment_b(lab, offload)
    serve_checked(lab)
