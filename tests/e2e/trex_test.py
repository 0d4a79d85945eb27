# SPDX-License-Identifier: Apache-2.0
"""The TRex profiles of bench/trex: each is loaded, with a stand-in for TRex's API, and the packets it makes go through
Shunt, which has to forward every one of them and to spread them over the backends."""

import importlib.util
import ipaddress
import os
import re
import sys
import tempfile

from scenario import Skipped, expect, expect_equal, main, scenario
from lab import frames as raw
from lab.command import run, wait_until
from lab.shunt import configuration
from lab.topology import BACKENDS, VIP4, vip

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILES = os.path.join(HERE, "../../bench/trex")
# Profiles count up from here.
FIRST_SOURCE = {4: "198.18.0.1", 6: "2001:2::1"}
# Frames on their way at once: fewer than a veth's ring takes.
BATCH = 128


class Config:
    """A service of one VIP or prefix, all ports of both protocols, for lab.shunt.configuration."""

    def __init__(self, prefix, forwarding, family):
        self.prefix, self.forwarding, self.family = prefix, forwarding, family

    def yaml(self):
        lines = ["  - name: trex", f'    vip: "{self.prefix}"', "    ports: [80/tcp, 80/udp]",
                 f"    forwarding: {self.forwarding}", "    backends:"]
        return "\n".join(lines + [f'      - "{backend.address(self.family)}"' for backend in BACKENDS])


def stand_in():
    """Puts the stand-in and the profiles on the module path."""
    if importlib.util.find_spec("scapy") is None:
        raise Skipped("needs python3-scapy")
    sys.path[:0] = [os.path.join(HERE, "trex_stand_in"), PROFILES]


def load(name):
    """A profile, as TRex loads it."""
    return importlib.import_module(name).register()


def address_of(namespace, port):
    """The MAC address of a port."""
    return namespace.run("ip", "-br", "link", "show", port).stdout.split()[2]


def shares(lab):
    """Packets by backend."""
    return {b["address"]: b["packets"] for b in lab.shunt.stats()["services"][0]["backends"]}


def send(lab, frames):
    """Sends frames into Shunt's eth0, as if TRex were at the other end of its cable; fails if one is not forwarded."""
    sent = lab.shunt.forwarded("eth0")
    for start in range(0, len(frames), BATCH):
        batch = frames[start:start + BATCH]
        raw.send(lab.router, "a-shunt", batch)
        sent += len(batch)
        wait_until(f"{sent} packets forwarded", lambda: lab.shunt.forwarded("eth0") >= sent)
    expect_equal(lab.shunt.forwarded("eth0"), sent, "packets forwarded")
    expect_equal(lab.shunt.interface("eth0")["dropped"], 0, "packets dropped")


def expect_spread(lab, count):
    """Every backend of three got about a third."""
    found = shares(lab)
    expect_equal(sum(found.values()), count, "packets of all backends")
    for address, packets in found.items():
        expect(0.25 <= packets / count <= 0.42, f"{address} got {packets} of {count}: {found}")


def rebuilt(frame):
    """The frame with the lengths and checksums that Scapy finds right."""
    from scapy.layers.l2 import Ether
    packet = Ether(frame)
    for layer in (packet[1], packet[2]):
        for field in ("len", "plen", "chksum"):
            if field in layer.fields:
                delattr(layer, field)
    return bytes(packet)


def expect_flows(frames, sources, address, protocol):
    """The sources asked for, no flow twice, right destination, right checksums."""
    from scapy.layers.l2 import Ether
    packets = [Ether(frame) for frame in frames]
    expect_equal({(p[1].dst, p[2].name, p[2].dport) for p in packets}, {(address, protocol, 80)}, "destinations")
    found = sorted(ipaddress.ip_address(p[1].src) for p in packets)
    first = ipaddress.ip_address(FIRST_SOURCE[found[0].version])
    expect_equal(sorted(set(found)), [first + i for i in range(sources)], "source addresses")
    expect_equal(len({(p[1].src, p[2].sport) for p in packets}), len(packets), "flows")
    for frame in frames:
        expect_equal(frame.hex(), rebuilt(frame).hex(), "frame, against the one with right checksums")


def expect_syns(frames):
    """SYN, and no other flag."""
    from scapy.layers.l2 import Ether
    expect_equal({str(Ether(frame)[2].flags) for frame in frames}, {"S"}, "TCP flags")


@scenario("TRex's UDP frames are forwarded and spread, IPv4", "shunt_udp", 4, "UDP", ["--size", "64"], [60])
@scenario("TRex's UDP frames are forwarded and spread, IPv6", "shunt_udp", 6, "UDP", ["--size", "128"], [124])
@scenario("TRex's SYNs are forwarded and spread, IPv4", "shunt_syn", 4, "TCP", [], [60])
@scenario("TRex's SYNs are forwarded and spread, IPv6", "shunt_syn", 6, "TCP", [], [74])
@scenario("TRex's mix of sizes is forwarded and spread, IPv4", "shunt_imix", 4, "UDP", [], [60, 590, 1514])
@scenario("TRex's mix of sizes is forwarded and spread, IPv6", "shunt_imix", 6, "UDP", [], [62, 590, 1514])
def stateless(lab, name, family, protocol, tunables, sizes):
    stand_in()
    lab.serve(configuration(Config(vip(family), "ipip", family)))
    mac = address_of(lab.shunt.namespace, "eth0")
    streams = load(name).get_streams(direction=0, port_id=0, tunables=[
        "--vip", vip(family), "--sources", "400", "--flows", "800", "--mac", mac, *tunables])
    expect_equal(len(streams), len(sizes), "streams")
    total = 0
    for stream, size in zip(streams, sizes):
        frames = list(stream.packet.frames(800))
        expect_equal({len(frame) for frame in frames}, {size}, "sizes of frames, without FCS")
        expect_flows(frames, 400, vip(family), protocol)
        if protocol == "TCP":
            expect_syns(frames)
        send(lab, frames)
        total += len(frames)
    expect_spread(lab, total)


@scenario("TRex's mix has the shares of simple IMIX, and the defaults of profiles are as their README says", lab=False)
def untuned(_):
    stand_in()
    mac = ["--mac", "02:00:00:00:00:01"]  # or Scapy would ask this machine's network for one
    mix = load("shunt_imix").get_streams(tunables=mac)
    expect_equal([stream.mode.pps for stream in mix], [7, 4, 1], "shares of 64, 594 and 1518 bytes")
    for name in ("shunt_udp", "shunt_syn", "shunt_imix"):
        for stream in load(name).get_streams(tunables=mac):
            flow = stream.packet.vm[0]
            expect_equal((flow.ip_max - flow.ip_min + 1, flow.limit), (65536, 1048576), f"sources and flows of {name}")
            expect_equal(stream.packet.packet[1].dst, VIP4, f"VIP of {name}")
    template = load("shunt_astf").get_profile(tunables=["--cps", "2.5"]).templates[0].client
    clients, servers = template.addresses.clients, template.addresses.servers
    expect_equal((template.cps, int(clients.last) - int(clients.first) + 1, str(servers.first),
                  int(servers.last) - int(servers.first) + 1), (2.5, 16384, "192.0.2.0", 32), "defaults of shunt_astf")


def whole(low, msb):
    """An address of an ASTF profile: of IPv6 the last 32 bits are the generator's, the others the info's."""
    return str(low) if msb is None else str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(msb)) | int(low)))


def first_syns(profile, mac, count):
    """The SYN that starts each of the first connections, and the VIPs."""
    from scapy.layers.inet import IP, TCP
    from scapy.layers.inet6 import IPv6
    from scapy.layers.l2 import Ether
    client, info = profile.templates[0].client, profile.client_info.ipv6
    six = getattr(info, "enable", 0) == 1
    clients, servers = client.addresses.clients, client.addresses.servers
    frames, vips = [], set()
    for i in range(count):
        source = whole(clients.first + i % (int(clients.last) - int(clients.first) + 1), info.src_msb if six else None)
        server = whole(servers.first + i % (int(servers.last) - int(servers.first) + 1), info.dst_msb if six else None)
        vips.add(server)
        frames.append(bytes(Ether(dst=mac) / (IPv6 if six else IP)(src=source, dst=server) /
                            TCP(sport=1024 + i, dport=client.port, flags="S")))
    return frames, vips


@scenario("TRex's TCP connections are forwarded by l2, IPv4", 4, "192.0.2.0/27", "192.0.2.0")
@scenario("TRex's TCP connections are forwarded by l2, IPv6", 6, "2001:db8:ffff::c000:200/123",
          "2001:db8:ffff::c000:200")
def stateful(lab, family, prefix, first):
    stand_in()
    lab.serve(configuration(Config(prefix, "l2", family)))
    profile = load("shunt_astf").get_profile(tunables=["--vip", first, "--vips", "32", "--size", "3000"])
    template = profile.templates[0]
    (sent, request), (wanted, answer) = template.client.program.steps
    expect_equal((sent, wanted, answer), ("send", "recv", 3000), "steps of the client")
    expect_equal(template.server.program.steps, [("recv", request), ("send", answer)], "steps of the server")
    expect_equal(template.server.association.port, template.client.port, "port that the server listens on")
    expect_equal(profile.server_info.ip.dont_use_inbound_mac, 1, "answers bypass Shunt")
    frames, vips = first_syns(profile, address_of(lab.shunt.namespace, "eth0"), 1500)
    expect_equal({ipaddress.ip_address(v) for v in vips}, set(ipaddress.ip_network(prefix)), "VIPs")
    send(lab, frames)
    expect_spread(lab, 1500)


@scenario("the configurations of TRex's README are right", lab=False)
def documented(binary):
    with open(f"{PROFILES}/README.md", encoding="utf-8") as file:
        blocks = re.findall(r"```yaml\n(.*?)```", file.read(), re.DOTALL)
    files = [block for block in blocks if "services:" in block]
    expect_equal(len(files), 2, "configurations in bench/trex/README.md")
    for text in files:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            run([binary, "check", file.name])


@scenario("TRex profiles refuse a source of the other family", lab=False)
def refused(_):
    stand_in()
    for name, method in (("shunt_udp", "get_streams"), ("shunt_astf", "get_profile")):
        try:
            getattr(load(name), method)(tunables=["--vip", VIP4, "--source", "2001:2::1"])
        except ValueError as error:
            expect("another family" in str(error), error)
        else:
            raise AssertionError(f"{name} took it")


if __name__ == "__main__":
    main()
