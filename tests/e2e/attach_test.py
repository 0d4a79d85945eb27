# SPDX-License-Identifier: Apache-2.0
"""Interfaces that make it hard, and attaching by hand: what happens, and what the person is told."""

import os
import signal

from scenario import expect, expect_equal, failed_line, main, scenario
from lab.command import wait_until
from lab.lab import has_xdp
from lab.shunt import configuration, web_service
from lab.topology import EVERYONE, GATEWAYS, SHUNT_PORTS


@scenario("an interface is detached and attached again by hand")
def by_hand(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    lab.shunt.ask("detach", "eth0")
    expect(not has_xdp(lab.shunt.namespace, "eth0"), "eth0 has a program still")
    expect(not lab.answers(), "the VIP answers without eth0")
    lab.shunt.ask("attach", "eth0")
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("a mode given by hand lasts until a reload, and auto gives native again")
def mode_by_hand(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    lab.shunt.ask("attach", "eth0", "--mode", "generic")
    expect_equal(lab.shunt.attachment("eth0")["attached"], "generic", "mode by hand")
    lab.shunt.ask("reload")
    expect_equal(lab.shunt.attachment("eth0")["configured"], "auto", "mode asked for after the reload")
    expect_equal(lab.shunt.attachment("eth0")["attached"], "native", "mode after the reload")
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("generic mode given by hand stays after a reload where there is no native one")
def generic_by_hand(lab):
    lab.shunt.namespace.ip("link add br0 type bridge", "link set br0 up")
    lab.serve(configuration(web_service()))
    lab.shunt.ask("attach", "br0", "--mode", "generic")
    lab.shunt.reload(configuration(web_service(), interfaces=("eth0", "eth1", "br0")))
    expect_equal(lab.shunt.attachment("br0")["attached"], "generic", "mode after the reload")
    expect_equal(lab.shunt.status()["alarms"], [], "alarms")
    changes = lab.shunt.process.output().count("br0")
    lab.shunt.ask("reload")
    expect_equal(lab.shunt.process.output().count("br0"), changes, "lines about br0 after one more reload")


@scenario("no more interfaces are attached by hand than a file may have")
def too_many(lab):
    lab.serve(configuration(web_service()))
    for i in range(62):
        lab.shunt.ask("attach", f"x{i}")
    refused = lab.shunt.ask("attach", "x62", check=False)
    expect_equal(refused.returncode, 1, "exit status of the 65th")
    expect("at most 64" in refused.stderr and "detach" in refused.stderr, refused.stderr)
    lab.shunt.ask("attach", "x61")
    lab.shunt.ask("detach", "x0")
    lab.shunt.ask("attach", "x62")


@scenario("an interface that never had a program is not said to be detached")
def never_attached(lab):
    lab.shunt.namespace.ip(f"link set eth1 xdp obj {lab.pass_program} sec xdp")
    lab.shunt.write(configuration(web_service()))
    lab.shunt.start()
    with_program = lab.shunt.attachment("eth1")["attached"]  # this kernel has what libxdp's dispatcher takes
    lab.shunt.stop()
    log = lab.shunt.process.output()
    expect("eth0: detached" in log, log)
    expect_equal("eth1: detached" in log, bool(with_program), f"eth1 is said to be detached: {log}")


@scenario("a program that somebody else takes off is put back")
def taken_off(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    for _ in range(3):
        lab.shunt.namespace.ip("link set eth1 xdp off")
        wait_until("the program", lambda: has_xdp(lab.shunt.namespace, "eth1"))
        lab.shunt.wait_forwarding()
    expect("took our XDP program off" in lab.shunt.process.output(), lab.shunt.process.output())
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("a program that somebody else replaces is missed, and the other one named")
def replaced(lab):
    lab.serve(configuration(web_service()))
    lab.shunt.namespace.run("ip", "-force", "link", "set", "eth1", "xdp", "obj", lab.pass_program, "sec", "xdp")
    state = wait_until("another state than attached",
                       lambda: not lab.shunt.attachment("eth1")["attached"] and lab.shunt.attachment("eth1")["state"])
    expect("program pass" in state, state)


@scenario("generic mode forwards too")
def generic(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(), interfaces=("{name: eth0, mode: generic}", "{name: eth1, mode: generic}")))
    expect_equal(lab.shunt.attachment("eth0")["attached"], "generic", "mode of eth0")
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("an interface without native XDP gets generic mode and a warning")
def no_native(lab):
    lab.shunt.namespace.ip("link add br0 type bridge", "link set br0 up")
    lab.serve(configuration(web_service(), interfaces=("eth0", "eth1", "br0")))
    expect_equal(lab.shunt.attachment("br0")["attached"], "generic", "mode of br0")
    warnings = [line for line in lab.shunt.process.output().splitlines() if "br0" in line and "generic" in line]
    expect(any("warning" in line for line in warnings), lab.shunt.process.output())


@scenario("native mode that an interface does not have is an error with the remedy")
def native_only(lab):
    lab.shunt.namespace.ip("link add br0 type bridge", "link set br0 up")
    lab.serve(configuration(web_service()))
    line = failed_line(lab.shunt.ask("attach", "br0", "--mode", "native", check=False))
    expect("br0" in line and "generic" in line, line)


@scenario("an MTU too big for native XDP is explained")
def big_mtu(lab):
    # veth's native XDP wants frames of a page at most, counted at the sending end.
    lab.shunt.namespace.ip("link add big0 type veth peer name big1", "link set big1 mtu 9000", "link set big0 mtu 9000",
                           "link set big0 up", "link set big1 up")
    lab.serve(configuration(web_service()))
    result = lab.shunt.ask("attach", "big0", "--mode", "native", check=False)
    expect_equal(result.returncode, 1, f"status: {result.stdout}{result.stderr}")
    expect("big0" in result.stderr and "MTU" in result.stderr, result.stderr)


@scenario("a change of mode that fails leaves traffic as it was")
def failed_change(lab):
    lab.router.ip("link set a-shunt xdp off", "link set a-shunt mtu 9000")
    lab.shunt.namespace.ip("link set eth0 mtu 9000")
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    expect_equal(lab.shunt.attachment("eth0")["attached"], "generic", "mode of eth0")
    result = lab.shunt.ask("attach", "eth0", "--mode", "native", check=False)
    expect_equal(result.returncode, 1, f"status: {result.stdout}{result.stderr}")
    expect("runs as before" in result.stderr, result.stderr)
    expect_equal(lab.shunt.attachment("eth0")["attached"], "generic", "mode of eth0 afterwards")
    expect(any("eth0" in alarm for alarm in lab.shunt.status()["alarms"]), "no alarm says it")
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    lab.router.ip("link set a-shunt mtu 1600")
    lab.shunt.ask("attach", "eth0", "--mode", "native")
    expect_equal(lab.shunt.attachment("eth0")["attached"], "native", "mode of eth0 when it can")
    expect_equal(lab.shunt.status()["alarms"], [], "alarms")


@scenario("an interface that gets another name is detached, and attached under its own again")
def renamed(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    lab.shunt.namespace.ip("link set eth1 down", "link set eth1 name other", "link set other up")
    wait_until("eth1 to be missed", lambda: lab.shunt.attachment("eth1")["attached"] is None)
    expect(not has_xdp(lab.shunt.namespace, "other"), "it has a program still")
    lab.shunt.namespace.ip("link set other down", "link set other name eth1", "link set eth1 up")
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    lab.shunt.stop()
    expect(not has_xdp(lab.shunt.namespace, "eth1"), "it has a program after the end")


@scenario("shunt decap --off ends it also under the interface's new name")
def renamed_backend(lab):
    lab.decapsulate()
    backend = lab.topology["b1"]
    backend.ip("link set eth0 down", "link set eth0 name other")
    backend.run(lab.binary, "decap", "eth0", "--off", "--pin-dir", f"{lab.home}/bpf/b1")
    expect(not has_xdp(backend, "other"), "it has a program still")
    expect(not os.path.exists(f"{lab.home}/bpf/b1"), "its pin directory is left")


@scenario("two interfaces that exchange their names are attached and counted as what they are now")
def exchanged(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    index = lab.shunt.attachment("eth0")["ifindex"]
    lab.shunt.process.send(signal.SIGSTOP)  # it learns of all at once
    lab.shunt.namespace.ip("link set eth0 down", "link set eth1 down", "link set eth0 name other",
                           "link set eth1 name eth0", "link set other name eth1", "link set eth0 up",
                           "link set eth1 up", f"route replace default via {GATEWAYS['a'][0]}")
    lab.shunt.process.send(signal.SIGCONT)
    wait_until("the names to be followed", lambda: lab.shunt.attachment("eth1")["ifindex"] == index)
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    before = lab.shunt.interface("eth0")["passed"]
    lab.topology["b2"].run("ping", "-c", "3", "-i", "0.1", SHUNT_PORTS[1].ipv4)
    passed = lab.shunt.interface("eth0")["passed"] - before
    expect(passed >= 3, f"of three packets to what is called eth0 now, {passed} were counted there")


@scenario("another XDP program is left alone, and named")
def occupied(lab):
    lab.shunt.namespace.ip(f"link set eth1 xdp obj {lab.pass_program} sec xdp")
    lab.shunt.write(configuration(web_service()))
    lab.shunt.start()
    state = wait_until("the state of eth1", lambda: lab.shunt.attachment("eth1")["state"])
    shown = lab.shunt.namespace.run("ip", "link", "show", "dev", "eth1").stdout
    if lab.shunt.attachment("eth1")["attached"]:  # kernel and the other program have what libxdp's dispatcher takes
        return
    expect("name pass " in shown, f"the other program is gone: {shown}")
    expect("program pass" in state, f"the state does not say it: {state!r}")
    lab.shunt.ask("reload")
    expect("program pass" in lab.shunt.attachment("eth1")["state"], f"a reload forgets it: {lab.shunt.attachment('eth1')}")
    lab.shunt.namespace.ip("link set eth1 xdp off")
    lab.shunt.ask("reload")
    lab.shunt.wait_forwarding()


@scenario("an interface that does not exist is waited for, and said to be")
def missing(lab):
    lab.serve(configuration(web_service()))
    lab.shunt.reload(configuration(web_service(), interfaces=("eth0", "eth1", "eth7")))
    expect_equal(lab.shunt.attachment("eth7")["attached"], None, "eth7")
    expect("appear" in lab.shunt.attachment("eth7")["state"], lab.shunt.attachment("eth7")["state"])
    expect("eth7" in lab.shunt.ask("status").stdout, "eth7 is not in the text of shunt status")


if __name__ == "__main__":
    main()
