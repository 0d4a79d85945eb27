# SPDX-License-Identifier: Apache-2.0
"""`shunt doctor SERVICE BACKEND`: faults that are made for real, and the step that it names for each."""

import json
import os
import sys

from scenario import Skipped, expect, expect_equal, failed_line, main, scenario
from fault_table import expect_as_documented
from health import filtered
from lab import tun_decap
from lab.command import wait_until
from lab.shunt import Service, configuration, web_service
from lab.topology import BACKENDS, VIP4, VIP6

STEPS = ["route", "neighbour", "reachability", "decapsulation", "rp_filter", "vip", "port", "answer", "full_size"]
B2 = BACKENDS[1]
HTTP = '{type: http, port: 80, path: /page, interval: 500ms, timeout: 400ms}'


def diagnosis(lab, backend=B2, family=4, service=None):
    """What doctor says of the backend: the report of --json, with its exit status; steps by name."""
    result = lab.shunt.ask("doctor", service or f"web{family}", backend.address(family), "--json", check=False)
    expect(result.returncode in (0, 3, 4), f"status {result.returncode}: {result.stdout}{result.stderr}")
    report = json.loads(result.stdout)
    expect_equal([step["name"] for step in report["steps"]], STEPS, "steps")
    report["status"] = result.returncode
    report["steps"] = {step["name"]: step for step in report["steps"]}
    return report


def expect_failed(lab, name, what, command, fault=None, **options):
    """Expects the step to be the first that fails, to say so, and to name the command. `fault`: the one of the table, whose line is printed."""
    report = diagnosis(lab, **options)
    shown = json.dumps(report, indent=1)
    expect_equal((report["failed"], report["status"]), (name, 4), f"what failed, and the exit status: {shown}")
    step = report["steps"][name]
    expect(what in step["what"] and step["why"], f"{what!r} is not in {shown}")
    expect(any(command in line for line in step["commands"]), f"{command!r} is not in {shown}")
    for before in STEPS[:STEPS.index(name)]:
        expect(report["steps"][before]["result"] in ("passed", "skipped"), f"{before}: {shown}")
    for behind in STEPS[STEPS.index(name) + 1:]:
        expect_equal(report["steps"][behind]["result"], "skipped", f"{behind}: {shown}")
    if fault:
        expect_as_documented(fault, lab.shunt.ask("doctor", "web4", B2.ipv4, check=False).stdout)


def expect_well(lab, **options):
    report = diagnosis(lab, **options)
    results = {step["result"] for step in report["steps"].values()}
    expect(report["failed"] == "" and report["status"] == 0 and results <= {"passed", "skipped"}, json.dumps(report, indent=1))
    return report


def decapsulate(lab, *names):
    for name in names:
        lab.topology[name].run(lab.binary, "decap", "eth0", "--pin-dir", f"{lab.home}/bpf/{name}")


def serve(lab, *services):
    """Shunt with these services, and decapsulation at all backends but b2."""
    decapsulate(lab, "b1", "b3")
    lab.serve(configuration(*services))


@scenario("a backend that is well passes each step", 4, "ipip")
@scenario("a backend that is well passes each step, IPv6 by gue", 6, "gue")
def well(lab, family, forwarding):
    service = web_service(family, family, forwarding)
    service.options["health"] = HTTP
    decapsulate(lab, "b2")
    serve(lab, service)
    report = expect_well(lab, family=family)
    for name in ("decapsulation", "vip", "port", "answer", "full_size"):
        expect_equal(report["steps"][name]["result"], "passed", name)
    expect_equal(lab.answerers(family), {"b1", "b2", "b3"}, "who answers behind a diagnosis")


@scenario("missing decapsulation is named", 4, 4, "ipip", "IP in IP (protocol 4)", "type ipip", "no decapsulation")
@scenario("missing decapsulation is named, IPv6 by gue", 6, 6, "gue", "UDP port 6080 (GUE)", "ip -6 fou add port 6080 gue")
@scenario("missing decapsulation is named, IPv6 in IPv4", 6, 4, "ipip", "IPv6 in IP (protocol 41)", "ip link add name shunt64 type sit")
def no_decapsulation(lab, inner, outer, forwarding, outer_name, command, fault=None):
    serve(lab, web_service(inner, outer, forwarding))
    expect_failed(lab, "decapsulation", outer_name, command, fault, family=outer, service=f"web{inner}")
    decapsulate(lab, "b2")
    expect_well(lab, family=outer, service=f"web{inner}")


@scenario("a missing VIP is named", 4, VIP4, "ip address add 192.0.2.10/32 dev lo", "the VIP is missing")
@scenario("a missing VIP is named, IPv6", 6, VIP6, "ip address add 2001:db8:ffff::10/128 dev lo")
def no_vip(lab, family, vip, command, fault=None):
    decapsulate(lab, "b2")
    serve(lab, web_service(family, family))
    lab.topology["b2"].ip(f"addr del {vip} dev lo")
    expect_failed(lab, "vip", f"nobody answers as {vip}", command, fault, family=family)


@scenario("a missing VIP is named by l2, which has no tunnel")
def no_vip_l2(lab):
    lab.serve(configuration(web_service(4, 4, "l2")))
    lab.topology["b2"].ip(f"addr del {VIP4} dev lo")
    expect_failed(lab, "vip", f"nobody answers as {VIP4}", f"ip address add {VIP4}/32 dev lo")


@scenario("rp_filter that drops what a tunnel device hands over is named")
def reverse_path(lab):
    if not os.path.exists("/dev/net/tun"):
        raise Skipped("this machine has no tun devices")
    backend = lab.topology["b2"]
    tunnel = backend.start(sys.executable, tun_decap.__file__, "shunt4", log=f"{lab.home}/tun.log")
    wait_until("the tunnel device", lambda: "ready" in tunnel.output())
    backend.set("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.shunt4.rp_filter=1")
    serve(lab, web_service())
    expect_failed(lab, "rp_filter", "rp_filter drops them", "net.ipv4.conf.shunt4.rp_filter=0", "rp_filter")
    backend.set("net.ipv4.conf.shunt4.rp_filter=0")
    expect_well(lab)


@scenario("the kernel's own tunnel device: down, with a strict rp_filter, and as it should be")
def tunnel_device(lab):
    backend = lab.topology["b2"]
    if backend.run(*f"ip link add name shunt4 type ipip local {B2.ipv4} remote any".split(), check=False).returncode != 0:
        raise Skipped("this kernel has no ipip")
    serve(lab, web_service())
    expect_failed(lab, "decapsulation", "nobody decapsulates", "type ipip")
    backend.ip("link set shunt4 up")
    backend.set("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.shunt4.rp_filter=1")
    expect_failed(lab, "rp_filter", "rp_filter drops them", "net.ipv4.conf.shunt4.rp_filter=0")
    backend.set("net.ipv4.conf.shunt4.rp_filter=0")
    expect_well(lab)


@scenario("a port that is closed is named")
def closed(lab):
    decapsulate(lab, "b2")
    serve(lab, web_service())
    lab.web["b2"].stop()
    expect_failed(lab, "port", f"80/tcp is closed at {VIP4}", "ss -ltnp 'sport = :80'", "port closed")


@scenario("a server that listens at the backend's own address alone is named")
def bound_elsewhere(lab):
    decapsulate(lab, "b2")
    serve(lab, Service("web4", VIP4, "ipip", [(B2.ipv4, 1)], "8081/tcp"))
    lab.topology["b2"].start(sys.executable, "-m", "http.server", "--bind", B2.ipv4, "8081", log=f"{lab.home}/own.log")
    wait_until("the server", lambda: ":8081" in lab.topology["b2"].run("ss", "-ltn").stdout)
    expect_failed(lab, "port", f"open at {B2.ipv4}", f"let the server listen at {VIP4}", "the server listens at another address")


@scenario("a check that fails is named with its words")
def check_fails(lab):
    service = web_service()
    service.options["health"] = HTTP.replace("/page", "/page, expect: I am well")
    decapsulate(lab, "b2")
    serve(lab, service)
    expect_failed(lab, "answer", "HTTP: ", "shunt status web4", "wrong answer")


@scenario("an MTU that is too small on the way is named, with what arrives")
def small_mtu(lab):
    decapsulate(lab, "b2")
    serve(lab, web_service())
    lab.router.ip("link set b-b2 mtu 1500")
    expect_failed(lab, "full_size", "packets of more than 1480 bytes are lost; 1500 with the outer header", "advmss 1440",
                  "MTU too small on the way")


@scenario("a missing route and a silent neighbour are named")
def unreachable(lab):
    decapsulate(lab, "b2")
    serve(lab, web_service())
    shunt = lab.shunt.namespace
    shunt.ip(f"route add blackhole {B2.ipv4}")
    wait_until("b2 to be unresolved", lambda: lab.shunt.backend(B2.ipv4)["state"] == "unresolved")
    expect_failed(lab, "route", f"a blackhole route covers {B2.ipv4}", f"ip route get {B2.ipv4}", "no route")
    expect_as_documented("no route", lab.shunt.ask("status").stdout)
    shunt.ip(f"route del blackhole {B2.ipv4}")
    lab.topology["b2"].ip("link set eth0 down")
    shunt.run("ip", "neigh", "flush", "dev", "eth1", check=False)
    wait_until("no answer of b2", lambda: "no answer" in lab.shunt.backend(B2.ipv4)["reason"])
    expect_failed(lab, "neighbour", "no answer", "ip neigh show")


@scenario("a host that answers nothing is not reached")
def silent_host(lab):
    decapsulate(lab, "b2")
    serve(lab, web_service())
    filtered(lab.topology["b2"], "ip protocol != 0 drop")
    expect_failed(lab, "reachability", f"{B2.ipv4} does not answer", "nft list ruleset")


@scenario("what cannot be told apart is said, with the commands for each cause")
def untold(lab):
    serve(lab, web_service())
    filtered(lab.topology["b2"], "icmp type destination-unreachable drop", hook="type filter hook output priority 0")
    report = diagnosis(lab)
    step = report["steps"]["decapsulation"]
    expect_equal((report["failed"], report["status"], step["result"]), ("", 3, "unknown"), json.dumps(report, indent=1))
    expect("cannot be told apart" in step["what"], step)
    for command in ("type ipip", "rp_filter=0", f"ip address add {VIP4}/32"):
        expect(any(command in line for line in step["commands"]), command, step)


@scenario("without a controller, what needs no tunnel is asked all the same")
def no_controller(lab):
    service = web_service()
    service.options["health"] = HTTP
    serve(lab, service)
    lab.shunt.stop()

    def ask(backend):
        result = lab.shunt.ask("doctor", "web4", backend.ipv4, "--config", lab.shunt.file, "--json", check=False)
        report = json.loads(result.stdout)
        return result.returncode, report["failed"], {step["name"]: step for step in report["steps"]}
    status, failed, steps = ask(BACKENDS[0])
    results = [steps[name]["result"] for name in ("decapsulation", "vip", "answer")]
    expect_equal((status, failed, results), (3, "", ["passed", "unknown", "unknown"]), steps)
    expect("could not be asked: no controller answers" in steps["answer"]["what"], steps["answer"])
    status, failed, steps = ask(B2)
    expect_equal((status, failed), (4, "decapsulation"), steps)


@scenario("an unknown service or backend is refused in one line")
def unknown(lab):
    serve(lab, web_service())
    expect("no service mail" in failed_line(lab.shunt.ask("doctor", "mail", B2.ipv4, check=False)), "service")
    expect("no backend 198.51.100.99" in failed_line(lab.shunt.ask("doctor", "web4", "198.51.100.99", check=False)), "backend")
    expect_equal(lab.shunt.ask("doctor", "web4", check=False).returncode, 2, "exit status without a backend")


if __name__ == "__main__":
    main()
