#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""shunt explain: what becomes of a packet, told by the loaded program's own code, and that nothing comes of telling."""

import json
import struct
import subprocess

from scenario import expect, expect_equal, failed_line, main, scenario
from fault_table import expect_as_documented
from running_capture import Running

from lab.command import wait_until
from lab.shunt import Service, configuration, web_service
from lab.topology import BACKENDS, backend_called, vip
from lab.web import spread


def serve(lab, *services):
    lab.decapsulate()
    lab.serve(configuration(*services))
    wait_until("next hops", lambda: all(backend["reason"] == "" for service in lab.shunt.status()["services"]
                                        for backend in service["backends"]))


def explain(lab, *options):
    return json.loads(lab.shunt.ask("explain", "--json", *options).stdout)


def expect_documented(lab, fault, *options):
    expect_as_documented(fault, lab.shunt.ask("explain", *options).stdout)


def ends(port, family=4):
    client = "10.0.1.7" if family == 4 else "[2001:db8:1::7]"
    to = vip(family) if family == 4 else f"[{vip(family)}]"
    return ["--from", f"{client}:{port}", "--to", f"{to}:80"]


def connection(lab, port):
    """The client's address of a connection from that port, and the name of the backend that answered."""
    return lab.client.run("curl", "-sS", "-m", "10", "--local-port", str(port), "-w", "%{local_ip} ", "-o", "-",
                          f"http://{vip(4)}/").stdout.split()[::-1]


def counters(lab):
    stats = lab.shunt.stats()
    return {key: stats[key] for key in ("services", "reasons")}  # of interfaces: ARP comes in


@scenario("it names the backend that the connection goes to")
def backend(lab):
    serve(lab, web_service(4), web_service(6, 6))
    for family in (4, 6):
        told = explain(lab, *ends(40000, family))
        expect_equal(told["verdict"], "forwarded", told["text"])
        expect_equal(told["service"]["name"], f"web{family}", "service")
        expect_equal(told["slot"]["state"], "steady", "slot")
        expect_equal(told["slot"]["current"], told["backend"]["address"], "the slot's backend")
        expect_equal(len(told["out"]["headers"]), 4, f"headers of {told['out']}")
        expect(told["backend"]["address"] in told["out"]["headers"][1], told["out"]["headers"])
        expect_equal((told["backend"]["state"], told["backend"]["weight"]), ("serving", 1), "backend")
        expect(told["next_hop"]["length"] < told["next_hop"]["mtu"], told["next_hop"])
    expect_documented(lab, "this client is stuck at one backend: why?", *ends(40000))
    for port in range(41000, 41020):
        address, name = connection(lab, port)
        told = explain(lab, "--from", f"{address}:{port}", "--to", f"{vip(4)}:80")
        expect_equal(backend_called(name).address(4), told["backend"]["address"], f"port {port}")


@scenario("it changes no counter and no flow")
def nothing(lab):
    serve(lab, Service("web4", vip(4), "ipip", [(one.address(4), 1) for one in BACKENDS],
                       options={"scheduler": "least-connections"}))
    spread(lab.client, vip(4), 20)
    before, table = counters(lab), lab.shunt.status()["flow_table"]
    for port in range(40000, 40100):
        expect_equal(explain(lab, *ends(port))["backend"]["choice"], "new_by_load", "choice")
    expect_equal(counters(lab), before, "counters")
    after = lab.shunt.status()["flow_table"]
    expect_equal(after["inserted"], table["inserted"], "flows that were recorded")


@scenario("it says why a packet is dropped or passed")
def why(lab):
    serve(lab, web_service(4), Service("range", "192.0.2.77", "ipip", [(BACKENDS[0].address(4), 1)], "5000-5999/udp"))
    mtu = explain(lab, *ends(40000))["next_hop"]["mtu"]
    told = explain(lab, *ends(40000), "--length", str(mtu - 20))
    expect_equal((told["verdict"], told["next_hop"]["length"]), ("forwarded", mtu), told["text"])
    told = explain(lab, *ends(40000), "--length", str(mtu - 19))
    expect_equal((told["verdict"], told["reason"]), ("dropped", "too_big"), told["text"])
    expect_equal((told["next_hop"]["length"], told["next_hop"]["mtu"]), (mtu + 1, mtu), "length and MTU")
    expect_documented(lab, "is its packet too long?", *ends(40000), "--length", str(mtu - 19))
    told = explain(lab, "--from", "10.0.1.7:40000", "--to", f"{vip(4)}:81")
    expect_equal((told["verdict"], told["service"]), ("passed", None), told["text"])
    expect("web4 80/tcp" in told["text"], told["text"])
    expect_documented(lab, "nothing of Shunt sees it", "--from", "10.0.1.7:40000", "--to", f"{vip(4)}:81")
    told = explain(lab, "--from", "10.0.1.7:40000", "--to", "192.0.2.77:5353", "--proto", "udp")
    expect_equal(told["service"]["match"], "ports 5000-5999/udp of 192.0.2.77", "match")
    told = explain(lab, *ends(40000), "--interface", "lo")
    expect("has no XDP program" in told["notes"][0], told["notes"])


@scenario("it tells old and new connections of a changed slot apart")
def changed(lab):
    serve(lab, web_service(4))
    gone = BACKENDS[0].address(4)
    ports = [port for port in range(40000, 40200) if explain(lab, *ends(port))["backend"]["address"] == gone][:5]
    expect(len(ports) == 5, ports)
    lab.shunt.ask("backend", "drain", "web4", gone)
    for port in ports:
        told = explain(lab, *ends(port))
        expect_equal((told["slot"]["state"], told["slot"]["previous"]), ("migrating", gone), "slot")
        expect(told["backend"]["address"] != gone, told["text"])
        told = explain(lab, *ends(port), "--established")
        expect_equal((told["backend"]["address"], told["backend"]["choice"], told["backend"]["state"]),
                     (gone, "unrecorded", "draining"), told["text"])
    expect_documented(lab, "its old connection is elsewhere than new ones: why?", *ends(ports[0]), "--established")


@scenario("it answers for a file that is not applied")
def reloaded(lab):
    serve(lab, web_service(4))
    before, generation = counters(lab), lab.shunt.status()["generation"]
    other = f"{lab.home}/other.yaml"
    with open(other, "w", encoding="utf-8") as file:
        file.write(configuration(web_service(4, weights=(None, 1, None)), Service("new", "192.0.2.88", "ipip", [(BACKENDS[1].address(4), 1)])))
    only = BACKENDS[1].address(4)
    moved = 0
    for port in range(40000, 40010):
        now, then = explain(lab, *ends(port)), explain(lab, *ends(port), "--if-reloaded", other)
        expect_equal((then["config"], then["backend"]["address"]), (other, only), "after the reload")
        old = explain(lab, *ends(port), "--if-reloaded", other, "--established")
        expect_equal(old["backend"]["address"], now["backend"]["address"], "an old connection after the reload")
        moved += now["backend"]["address"] != only
    expect(moved > 0, "no slot would move")
    told = explain(lab, "--from", "10.0.1.7:40000", "--to", "192.0.2.88:80", "--if-reloaded", other)
    expect_equal(told["service"]["name"], "new", "service")
    with open(other, "w", encoding="utf-8") as file:
        file.write(configuration(web_service(4, weights=(None, 1, None)), interfaces=["eth0"]))
    told = explain(lab, *ends(40000), "--if-reloaded", other)
    expect_equal((told["verdict"], told["reason"]), ("dropped", "next_hop_unresolved"), told["text"])
    expect("leaves by eth1, which is not among" in told["notes"][-1] + told["notes"][0], told["notes"])
    told = explain(lab, *ends(40000), "--interface", "eth1", "--if-reloaded", other)
    expect(any("eth1 is not among `interfaces` of that file" in note for note in told["notes"]), told["notes"])
    expect_equal((counters(lab), lab.shunt.status()["generation"]), (before, generation), "what runs")
    with open(other, "a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    said = failed_line(lab.shunt.ask("explain", *ends(40000), "--if-reloaded", other, check=False))
    expect("other.yaml:" in said and "nonsense" in said, said)


@scenario("it reads packets from captures of any kind")
def files(lab):
    serve(lab, web_service(4))
    ip = bytes.fromhex("4500001c000040004011") + b"\0\0" + bytes([10, 0, 1, 7]) + bytes(int(part) for part in vip(4).split("."))
    udp = struct.pack("!HHHH", 1234, 80, 8, 0)
    path = f"{lab.home}/packets.pcap"
    for link, head in ((1, bytes(6) + b"\x02" + bytes(5) + b"\x08\x00"), (101, b""), (113, bytes(14) + b"\x08\x00")):
        frame = head + ip + udp
        with open(path, "wb") as file:
            file.write(struct.pack("=IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, link))
            for packet in (frame, frame[:-1]):
                file.write(struct.pack("=IIII", 1, 0, len(packet), len(packet)) + packet)
        told = explain(lab, "--packet", path)
        expect_equal((told["verdict"], told["in"]["length"]), ("passed", 42), f"link type {link}: {told['text']}")
        explain(lab, "--packet", path, "--frame", "2")
        expect("there is no packet 3" in failed_line(lab.shunt.ask("explain", "--packet", path, "--frame", "3", check=False)), link)
    with open(path, "wb") as file:
        file.write(b"no capture at all, but long enough to be one")
    expect("packets.pcap" in failed_line(lab.shunt.ask("explain", "--packet", path, check=False)), "no name of the file")


@scenario("it looks at packets of Shunt's own captures as if they were whole")
def cut_off(lab):
    serve(lab, web_service(4))
    running = Running(lab, "--service", "web4")
    lab.client.run("ping", "-c", "1", "-W", "1", vip(4), check=False)
    lab.client.run("curl", "-sS", "-m", "10", "-o", "/dev/null", "-d", "x" * 1000, f"http://{vip(4)}/", check=False)
    running.end()
    numbers = subprocess.run(["tshark", "-r", running.file, "-Y", "frame.len > 800 && frame.packet_flags_direction == 1",
                              "-T", "fields", "-e", "frame.number"], capture_output=True, text=True, check=True).stdout.split()
    expect(numbers, "no packet was cut off")
    told = explain(lab, "--packet", running.file, "--frame", numbers[0])
    expect_equal(told["verdict"], "forwarded", told["text"])
    expect(any("cut off are taken to be zero" in note for note in told["notes"]), told["notes"])
    text = lab.shunt.ask("explain", "--packet", running.file, "--frame", numbers[0]).stdout
    expect("cut off are taken to be zero" in text, text)


@scenario("what it cannot understand it says")
def wrong(lab):
    serve(lab, web_service(4))
    said = failed_line(lab.shunt.ask("explain", *ends(40000), "--interface", "nowhere", check=False))
    expect("there is no interface nowhere" in said, said)
    for options, words in ((["--from", "10.0.1.7", "--to", "192.0.2.10:80"], "ADDRESS:PORT"),
                           (["--from", "10.0.1.7:1", "--to", "[2001:db8::1]:80"], "both be IPv4"),
                           (["--from", "10.0.1.7:99999", "--to", "192.0.2.10:80"], "ADDRESS:PORT"),
                           ([*ends(40000), "--length", "4000"], "3386"), ([*ends(40000), "--length", "39"], "40 bytes"),
                           ([], "which packet")):
        result = lab.shunt.ask("explain", *options, check=False)
        expect_equal((result.returncode, len(result.stderr.splitlines())), (2, 1), f"{options}: {result.stderr}")
        expect(words in result.stderr, result.stderr)


if __name__ == "__main__":
    main()
