# SPDX-License-Identifier: Apache-2.0
"""Shunt on the ports of a guest, igb or virtio: every verdict with exact counts, VLAN devices, and what an operator is
told when a driver refuses. For scenarios.py, in a guest with --nics."""

import os

from scenario import expect, expect_equal, failed_line, scenario
from lab import datagrams
from lab.capture import Capture
from lab.command import wait_until
from lab.shunt import Shunt, configuration, web_service
from lab.topology import BACKENDS, SHUNT_PORTS, VIP4, VIP6, vip
from lab.web import spread

# Datagrams a second. igb was seen to lose frames of XDP_TX at full speed, and an emulated one is soon at that.
RATE = 1000


def send(namespace, address, count, *ttl):
    namespace.run(datagrams.__file__, address, "80", str(count), str(RATE), *map(str, ttl), timeout=120)


def serve_udp(lab, family=4):
    lab.serve(configuration(web_service(family, family)).replace("80/tcp", "80"))


def arrivals(lab, family):
    """Captures of the encapsulated packets on every backend."""
    what = "ip proto 4" if family == 4 else "ip6 proto 41"
    return [Capture(lab.topology[backend.name], backend.port, what, lab.home) for backend in BACKENDS]


@scenario("every datagram is sent back or sent on, IPv4", 4)
@scenario("every datagram is sent back or sent on, IPv6", 6)
def nothing_lost(lab, family):
    serve_udp(lab, family)
    lab.decapsulate()
    captures = arrivals(lab, family)
    send(lab.client, vip(family), 2000)
    counted = lab.shunt.interface("eth0")
    expect_equal(counted["transmitted"] + counted["redirected"], 2000, f"forwarded: {counted}")
    expect(min(counted["transmitted"], counted["redirected"]) > 200, "not both of XDP_TX and XDP_REDIRECT", counted)
    expect_equal(sum(capture.stop() for capture in captures), 2000, "arrived at the backends")


@scenario("what is dropped is counted, and what is the host's arrives")
def drop_and_pass(lab):
    serve_udp(lab)
    captures = arrivals(lab, 4)
    before = lab.shunt.interface("eth0")
    send(lab.client, VIP4, 500, 2)  # the router takes one
    after = lab.shunt.interface("eth0")
    expect_equal(after["dropped"] - before["dropped"], 500, "dropped frames")
    expect_equal(lab.shunt.reason("ttl_expired"), 500, "dropped for their TTL")
    expect_equal(sum(capture.stop() for capture in captures), 0, "arrived at the backends")
    ping = lab.router.run("ping", "-c", "100", "-i", "0.01", SHUNT_PORTS[0].ipv4).stdout
    expect("100 received" in ping, ping)
    expect(lab.shunt.interface("eth0")["passed"] - after["passed"] >= 100, "pings not counted as passed")


def tag_segment_b(lab, offload):
    """Segment B only in VLAN 7: the way to its backends, and the router's way to the VIP. offload: who handles the tags."""
    shunt, router = lab.shunt.namespace, lab.router
    for direction in ("rxvlan", "txvlan"):
        shunt.run("ethtool", "-K", "eth1", direction, offload)
    for namespace, port, number in ((shunt, "eth1", 2), (router, "b-shunt", 1)):
        namespace.ip(f"link add link {port} name {port}.7 type vlan id 7", f"link set {port}.7 up",
                     f"addr add 10.7.0.{number}/24 dev {port}.7", f"addr add 2001:db8:7::{number}/64 dev {port}.7 nodad")
    shunt.ip(f"addr del {SHUNT_PORTS[1].ipv4}/25 dev eth1", f"addr del {SHUNT_PORTS[1].ipv6}/64 dev eth1",
             "route add 198.51.100.128/25 via 10.7.0.1", "route add 2001:db8:b::/64 via 2001:db8:7::1")
    router.ip(f"route replace {VIP4} via 10.7.0.2", f"route replace {VIP6} via 2001:db8:7::2")


@scenario("frames leave and come with the tag of a VLAN device, tags in the frame", "off")
@scenario("frames leave and come with the tag of a VLAN device, tags handled by the card", "on")
def vlan(lab, offload):
    lab.decapsulate()
    tag_segment_b(lab, offload)
    lab.serve(configuration(web_service(4, 4), web_service(6, 6)))
    tagged = Capture(lab.router, "b-shunt", "inbound and vlan 7 and (ip proto 4 or ip6 proto 41)", lab.home)
    for family in (4, 6):
        answers = spread(lab.client, vip(family), 60, parallel=10)
        expect(answers["b2"] + answers["b3"] >= 20, "few answers by way of the VLAN:", answers)
    counted = lab.shunt.interface("eth1")
    expect(counted["transmitted"] > 0 and counted["redirected"] > 0, "not both of XDP_TX and XDP_REDIRECT", counted)
    expect(tagged.stop() >= counted["transmitted"], "frames without a tag")


def refusal(shunt, device):
    """What `shunt attach` says of native mode on the device."""
    return failed_line(shunt.ask("attach", device, "--mode", "native", check=False))


@scenario("igb refuses an MTU beyond its buffers, and the remedy works")
def igb_mtu(lab):
    lab.shunt.write(configuration(web_service(), interfaces=("eth0",)))
    lab.shunt.start()
    lab.shunt.namespace.ip("link set eth1 mtu 3500")
    text = refusal(lab.shunt, "eth1")
    expect("buffer size is too small" in text and "ip link set dev eth1 mtu 1500" in text, text)
    lab.shunt.namespace.ip("link set eth1 mtu 1500")
    lab.shunt.ask("attach", "eth1", "--mode", "native")
    lab.shunt.ask("detach", "eth1")
    lab.shunt.namespace.ip("link set eth1 mtu 3000")
    lab.shunt.ask("attach", "eth1", "--mode", "native")


@scenario("virtio refuses while the host merges frames, and Shunt says where to stop that")
def virtio_offloads(lab):
    """The peers have offloads that their guest cannot switch off."""
    home = f"{lab.home}/router"
    os.mkdir(home)
    shunt = Shunt(lab.router, lab.binary, home)
    shunt.pins = f"{lab.home}/bpf/router"
    shunt.write(configuration(web_service(), interfaces=("client",)))
    shunt.start()
    text = refusal(shunt, "a-shunt")
    expect("host is implementing" in text and "guest_tso4=off" in text, text)
    shunt.ask("attach", "a-shunt", "--mode", "auto")
    attached = shunt.attachment("a-shunt")["attached"]
    expect_equal(attached, "generic", "mode that auto came to")
    shunt.stop()


@scenario("virtio forwards with fewer queues than processors", 1)
@scenario("virtio forwards with as many queues as processors", 2)
def virtio_queues(lab, queues):
    for port in SHUNT_PORTS:
        lab.shunt.namespace.run("ethtool", "-L", port.port, "combined", str(queues))
    nothing_lost(lab, 4)


@scenario("virtio with more queues than processors would crash the kernel, and is kept from native mode")
def virtio_many_queues(lab):
    """Each of two processors sends by queue 4 + its number, of queues 0 to 3."""
    lab.shunt.namespace.run("ethtool", "-L", "eth1", "combined", "4")
    lab.shunt.write(configuration(web_service(), interfaces=("eth0",)))
    lab.shunt.start()
    text = refusal(lab.shunt, "eth1")
    expect("more queues than processors, 4 and 2" in text and "ethtool -L eth1 combined" in text, text)
    lab.shunt.namespace.run("ethtool", "-L", "eth1", "combined", "2")
    lab.shunt.ask("attach", "eth1", "--mode", "native")


@scenario("a port that is switched off is gone around, and used again when it is back")
def port_off(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    far = BACKENDS[1].ipv4
    for change, port in (("down", "eth0"), ("up", "eth1")):  # while eth1 is down, the default route has them
        lab.shunt.namespace.ip(f"link set eth1 {change}")
        wait_until(f"a next hop by {port}", lambda: lab.shunt.backend(far)["next_hop"].startswith(port))
        lab.shunt.wait_forwarding()
        expect_equal(set(spread(lab.client, VIP4, 30, parallel=5)), {"b1", "b2", "b3"}, "who answers")
