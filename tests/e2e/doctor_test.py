# SPDX-License-Identifier: Apache-2.0
"""`shunt doctor`: faults of the host and of the network around it, made for real, and the finding that names each."""

import json
import os

from scenario import expect, expect_equal, main, scenario
from fault_table import expect_as_documented
from lab.command import wait_until
from lab.shunt import Service, configuration, web_service
from lab.topology import BACKENDS, SHUNT_PORTS, VIP4, VIP6

B2 = BACKENDS[1]
ORDER = {"ok": 0, "note": 0, "warning": 3, "error": 4}
# What the machine of the tests is like, and the veths of the lab.
OF_THE_MACHINE = {"clock", "clock-source", "kernel-extensions", "few-queues", "kernel-version", "kernel-btf", "memory",
                  "hot-cpu", "capabilities"}


def examine(lab, *options):
    """The findings that are worse than ok, without those of the machine."""
    result = lab.shunt.ask("doctor", "--json", *options, check=False)
    expect(result.returncode in (0, 3, 4), f"status {result.returncode}: {result.stdout}{result.stderr}")
    report = json.loads(result.stdout)
    worst = max((ORDER[finding["severity"]] for finding in report["findings"]), default=0)
    expect_equal((result.returncode, ORDER[report["worst"]]), (worst, worst), "exit status and worst")
    for finding in report["findings"]:
        expect(finding["severity"] == "ok" or finding["why"], finding)
    return [f for f in report["findings"] if f["severity"] != "ok" and f["id"] not in OF_THE_MACHINE]


def find(findings, name, object=None):
    """The finding with this id, of this object."""
    found = [f for f in findings if f["id"] == name and object in (None, f["object"])]
    expect(found, f"no {name} of {object} in {json.dumps(findings, indent=1)}")
    return found[0]


def expect_found(lab, name, severity, object, what, command, fault=None):
    """Expects the finding, with these words, of this severity, and with the command that mends it. `fault`: the one of the table,
    whose lines doctor and status print."""
    finding = find(examine(lab), name, object)
    expect_equal(finding["severity"], severity, finding)
    expect(what in finding["what"], finding)
    expect(any(command in line for line in finding["commands"]), f"{command!r} is not in {finding}")
    if fault:
        expect_as_documented(fault, f"{finding['object']}: {finding['what']}\n" + lab.shunt.ask("status").stdout)


def alarms(lab):
    return "\n".join(lab.shunt.status()["alarms"])


@scenario("a host that is well has no finding but those of the machine")
def well(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(4), web_service(6, 6, "gue")))
    expect_equal(examine(lab), [], "findings")
    text = lab.shunt.ask("doctor", check=False).stdout
    for line in ("eth0: veth, native, MTU 1600", f"{VIP4}: the router sends it to this host, by eth0",
                 f"{VIP6}: the router sends it to this host, by eth0", f"web4 {B2.ipv4}: by eth1, MTU 1600"):
        expect(line in text, f"{line!r} is not in {text}")


@scenario("a VIP that is not routed to this host is named")
def not_routed(lab):
    lab.serve(configuration(web_service()))
    lab.router.ip(f"route del {VIP4}")
    expect_found(lab, "vip-not-routed", "error", VIP4, "198.51.100.1 says that it cannot be reached", f"ip route add {VIP4}/32",
                 "VIP not routed to this host")
    lab.router.ip(f"route add blackhole {VIP4}")
    expect_found(lab, "vip-not-routed", "warning", VIP4, "did not come back", f"ip route get {VIP4}")


@scenario("a VIP that comes in by an interface where Shunt is not attached is named")
def wrong_interface(lab):
    lab.serve(configuration(web_service(weights=(1, None, None)), interfaces=("eth0",)))
    lab.router.ip(f"route replace {VIP4} via {SHUNT_PORTS[1].ipv4}")
    expect_found(lab, "vip-wrong-interface", "error", VIP4, "comes in by eth1", "shunt attach eth1", "VIP comes by a wrong interface")


@scenario("a VIP in a connected network is named that nobody, another or a silent host answers for")
def on_link(lab):
    vip, named = "198.51.100.20", []

    def expect_named(name, what, command):
        expect_found(lab, name, "error", vip, what, command)
        named.append(name)
    lab.serve(configuration(Service("web", vip, "ipip", [(BACKENDS[0].ipv4, 1)])))
    expect_named("vip-unanswered", "nobody answers for it", f"ip address add {vip}/32 dev lo")
    lab.shunt.namespace.ip(f"addr add {vip}/32 dev lo")
    expect_equal(examine(lab), [], "findings")
    lab.shunt.namespace.set("net.ipv4.conf.eth0.arp_ignore=1")
    expect_named("vip-arp-ignore", "arp_ignore is 1", "net.ipv4.conf.eth0.arp_ignore=0")
    lab.shunt.namespace.set("net.ipv4.conf.eth0.arp_ignore=0")
    lab.topology["b1"].ip(f"addr add {vip}/32 dev eth0")
    expect_named("vip-conflict", "another host answers for it, too", "arp_ignore=1")
    lab.shunt.namespace.ip(f"addr del {vip}/32 dev lo")
    expect_named("vip-elsewhere", "another host answers for it", "arp_ignore=1")
    expect_as_documented("nobody, or another, answers ARP for the VIP", " ".join(named))


@scenario("a neighbour that does not answer is named, by doctor and status")
def no_neighbour(lab):
    lab.serve(configuration(web_service()))
    lab.topology["b2"].ip("link set eth0 down")
    lab.shunt.namespace.run("ip", "neigh", "flush", "dev", "eth1", check=False)
    wait_until("the alarm", lambda: f"neighbour {B2.ipv4} on eth1: no answer" in alarms(lab))
    expect_found(lab, "no-neighbour", "error", f"web4 {B2.ipv4}", "neighbour", "ip neigh show", "no neighbour")


@scenario("a backend behind an interface that Shunt is not attached to is named, by doctor and status")
def egress(lab):
    lab.serve(configuration(web_service()))
    lab.shunt.ask("detach", "eth1")
    expect_found(lab, "egress-interface", "error", f"web4 {B2.ipv4}", "leaves by eth1", "shunt attach eth1",
                 "backend behind an interface without Shunt")
    expect_found(lab, "not-attached", "error", "eth1", "detached by hand", "shunt status")
    expect("leaves by eth1" in alarms(lab), alarms(lab))


@scenario("a next hop that flaps is named, by doctor and status")
def flaps(lab):
    lab.serve(configuration(web_service()))

    def state(wanted):
        wait_until(f"b2 to be {wanted}", lambda: lab.shunt.backend(B2.ipv4)["state"] == wanted)
    for _ in range(3):
        lab.shunt.namespace.ip(f"route add blackhole {B2.ipv4}")
        state("unresolved")
        lab.shunt.namespace.ip(f"route del blackhole {B2.ipv4}")
        state("ready")
    says = f"next hops flap, and packets are lost or move each time: {B2.ipv4} (6 changes in 5 min)"
    expect(says in alarms(lab), alarms(lab))
    expect_found(lab, "alarm", "warning", "", says, "shunt status", "route or neighbour flaps")


@scenario("packets that do not fit with their outer header are named")
def headroom(lab):
    lab.shunt.namespace.ip("link set eth1 mtu 1500")
    lab.serve(configuration(web_service()))
    expect_found(lab, "mtu-headroom", "warning", f"web4 {B2.ipv4}", "packets of more than 1480 bytes do not fit",
                 "ip link set dev eth1 mtu 1520", "MTU too small on this host")


@scenario("generic mode is named: a note if it was asked for")
def generic(lab):
    lab.serve(configuration(web_service()))
    lab.shunt.ask("attach", "eth1", "--mode", "generic")
    expect_found(lab, "generic-mode", "note", "eth1", "generic mode", "--mode native")


@scenario("an MTU that is too big for XDP is named: generic mode, or no program at all")
def big_mtu(lab):
    lab.router.ip("link set b-shunt xdp off", "link set b-shunt mtu 9000")
    lab.shunt.namespace.ip("link set eth1 mtu 9000")
    lab.serve(configuration(web_service()))
    expect_equal(lab.shunt.attachment("eth1")["attached"], "generic", "mode of eth1")
    expect_found(lab, "generic-mode", "warning", "eth1", "generic mode is in use", "shunt attach eth1 --mode native",
                 "generic mode in use")
    expect_as_documented("MTU too big for XDP", lab.shunt.ask("status").stdout)
    lab.shunt.ask("detach", "eth1")
    lab.shunt.ask("attach", "eth1", "--mode", "native", check=False)
    wait_until("the alarm", lambda: "MTU" in alarms(lab))
    expect_found(lab, "not-attached", "error", "eth1", "MTU", "shunt status")


@scenario("another XDP program is named, by doctor and status")
def another_program(lab):
    lab.shunt.namespace.ip(f"link set eth1 xdp obj {lab.pass_program} sec xdp")
    lab.shunt.write(configuration(web_service()))
    lab.shunt.start()
    if lab.shunt.attachment("eth1")["dispatcher"]:  # both run
        find(examine(lab), "xdp-beside", "eth1")
        return
    wait_until("the alarm", lambda: "interface eth1" in alarms(lab))
    expect_found(lab, "xdp-program", "error", "eth1", "another XDP program is there", "ip link set dev eth1 xdp off",
                 "another XDP program")


SENDER = """\
import os, socket, time
os.sched_setaffinity(0, {0})
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("%s", 53))
for i in range(4000):
    try:
        s.send(b"x")
    except ConnectionRefusedError:
        pass
    if i %% 50 == 49:
        time.sleep(0.002)
""" % VIP4


@scenario("uneven load is named: few clients, one processor, weights")
def uneven(lab):
    backends = [(backend.ipv4, weight) for backend, weight in zip(BACKENDS, (6, 1, 1))]
    lab.decapsulate()
    lab.serve(configuration(Service("dns", VIP4, "ipip", [(b.ipv4, 1) for b in BACKENDS], "53/udp"),
                            Service("web", VIP4, "ipip", backends, "80/tcp")))
    lab.client.run("python3", "-c", SENDER)
    report = json.loads(lab.shunt.ask("doctor", "--json", check=False).stdout)["findings"]
    few = find(report, "uneven-clients", "dns")
    expect("% of the packets and 33% of the slots" in few["what"], few)
    expect_equal(find(report, "uneven-weights", "web")["severity"], "note", "severity of weights")
    shown = lab.shunt.ask("doctor", check=False).stdout
    expect_as_documented("few clients", shown)
    expect_as_documented("weights", shown)
    if os.cpu_count() < 2:
        return
    hot = find(report, "hot-cpu", "CPU 0")
    expect(any("ethtool -L eth0 combined" in command for command in hot["commands"]), hot)
    expect_as_documented("one hot processor", shown)


@scenario("without a controller the host is looked at all the same")
def no_controller(lab):
    lab.shunt.write(configuration(web_service()))
    findings = examine(lab, "--config", lab.shunt.file)
    expect_equal([finding["id"] for finding in findings], ["controller"], findings)


@scenario("doctor looks into the network namespace of the controller")
def from_outside(lab):
    lab.serve(configuration(web_service()))
    lab.router.ip(f"route del {VIP4}")
    here = lab.client.run(lab.binary, "doctor", "--json", "--socket", lab.shunt.socket, check=False)
    find(json.loads(here.stdout)["findings"], "vip-not-routed", VIP4)


if __name__ == "__main__":
    main()
