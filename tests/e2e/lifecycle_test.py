# SPDX-License-Identifier: Apache-2.0
"""The controller comes and goes; traffic and what is pinned do what was asked."""

import os
import signal

from scenario import expect, expect_equal, main, scenario
from lab.command import Process, run, wait_until
from lab.lab import has_xdp
from lab.shunt import configuration, web_service
from lab.topology import EVERYONE, VIP4
from lab.web import Requests

TEXT = configuration(web_service(4, 4), web_service(6, 6, "gue"))


def attached(lab):
    return [has_xdp(lab.shunt.namespace, port) for port in ("eth0", "eth1")]


def pinned(lab):
    return sorted(os.listdir(lab.shunt.pins)) if os.path.isdir(lab.shunt.pins) else []


def begin(lab, *options):
    lab.decapsulate()
    lab.serve(TEXT, *options)


@scenario("kill -9 of the controller stops no traffic, and the next one adopts what it left")
def killed(lab):
    begin(lab)
    running = Requests(lab.client, VIP4, 6000, lab.home, parallel=4)
    wait_until("requests to run", lambda: len(lab.web["b1"].requests()) > 100)
    lab.shunt.stop(signal.SIGKILL)
    expect_equal(lab.answerers(6), EVERYONE, "who answers without a controller")
    lab.shunt.start()
    lab.shunt.wait_forwarding()
    expect(running.process.running(), "the requests ended before the next controller was there")
    expect_equal(running.failures(), 0, "failed requests")


@scenario("why the program is alone is said also after a take-over and a reload")
def alone(lab):
    def state():
        return lab.shunt.attachment("eth0")["state"]

    begin(lab)
    first = state()
    lab.shunt.ask("reload")
    expect_equal(state(), first, "state after a reload")
    lab.shunt.ask("attach", "eth0", "--mode", "native")
    expect_equal(state(), first, "state after native mode was asked for")
    lab.shunt.stop(signal.SIGKILL)
    lab.shunt.start()
    for text in (first, state()):
        expect(lab.shunt.attachment("eth0")["dispatcher"] or "alone: " in text, text)


@scenario("the controller that follows a killed one applies what changed in the file meanwhile")
def changed_meanwhile(lab):
    begin(lab)
    lab.shunt.stop(signal.SIGKILL)
    lab.serve(configuration(web_service(weights=(1, None, 1))))
    expect_equal(lab.answerers(), {"b1", "b3"}, "who answers")
    expect(not lab.answers(6), "the VIP that is gone answers")


@scenario("two controllers killed one after the other while they take over leave nothing that the third cannot")
def killed_twice(lab):
    begin(lab)
    lab.shunt.stop(signal.SIGKILL)
    pins, staged = lab.shunt.pins, f"{lab.shunt.pins}/next"
    os.mkdir(staged)  # as if it had been killed before it gave its pins their names
    os.rename(f"{pins}/prog", f"{staged}/prog")
    os.mkdir(f"{staged}/rules")  # ends the second while it puts its own pins there
    second = lab.shunt.run_to_end()
    expect_equal(second.returncode, 1, f"exit status of the second: {second.stderr}")
    os.rmdir(f"{staged}/rules")
    lab.shunt.start()
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    expect_equal([name for name in pinned(lab) if name.startswith("former")], [], "pins of the first")
    expect_equal(lab.shunt.stop(), 0, "exit status")
    expect_equal(attached(lab), [False, False], "programs after the end")
    expect_equal(pinned(lab), [], "pins after the end")


@scenario("a folder where a pin belongs is refused before anything is attached")
def folder_among_pins(lab):
    lab.shunt.write(TEXT)
    os.makedirs(f"{lab.shunt.pins}/prog")
    refused = lab.shunt.run_to_end()
    expect_equal(refused.returncode, 1, f"exit status: {refused.stderr}")
    expect(f"{lab.shunt.pins}/prog is a directory" in refused.stderr, refused.stderr)
    expect_equal(attached(lab), [False, False], "programs")
    expect_equal(pinned(lab), ["prog"], "pins")


@scenario("SIGTERM detaches and leaves nothing", signal.SIGTERM)
@scenario("SIGINT detaches and leaves nothing", signal.SIGINT)
def terminated(lab, number):
    begin(lab)
    expect_equal(attached(lab), [True, True], "programs while it runs")
    expect(pinned(lab), "nothing is pinned while it runs")
    expect_equal(lab.shunt.stop(number), 0, "exit status")
    expect_equal(attached(lab), [False, False], "programs after the end")
    expect_equal(pinned(lab), [], "pins after the end")
    expect(not os.path.exists(lab.shunt.socket), "the socket is left")
    expect(not lab.answers(), "the VIP still answers")


@scenario("a stop that cannot detach ends with status 1 and says how to go on")
def stuck(lab):
    begin(lab)
    few = sorted(int(number) for number in os.listdir(f"/proc/{lab.shunt.process.pid}/fd"))[2] + 1  # none to spare
    run(["prlimit", "--pid", str(lab.shunt.process.pid), f"--nofile={few}:{few}"])
    expect_equal(lab.shunt.stop(), 1, "exit status")
    log = lab.shunt.process.output()
    expect_equal(log.count("Too many open files"), 2, "interfaces that the log names as stuck")
    expect("`shunt unload`" in log, "the log does not say how to go on", log)
    expect_equal(attached(lab), [True, True], "programs after the end")
    expect("prog" in pinned(lab), "the pins are gone, and with them the way to detach", pinned(lab))
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    lab.shunt.ask("unload", "--pin-dir", lab.shunt.pins)
    expect_equal((attached(lab), pinned(lab)), ([False, False], []), "programs and pins after unload")


@scenario("with --on-stop keep traffic flows on after SIGTERM, until shunt unload")
def kept(lab):
    begin(lab, "--on-stop", "keep")
    expect_equal(lab.shunt.stop(), 0, "exit status")
    expect_equal(lab.answerers(), EVERYONE, "who answers without a controller")
    lab.shunt.ask("unload", "--pin-dir", lab.shunt.pins)
    expect_equal(attached(lab), [False, False], "programs after unload")
    expect_equal(pinned(lab), [], "pins after unload")


@scenario("who hides the BPF file system with ip netns exec is warned")
def hidden(lab):
    name, pins = lab.shunt.namespace.name, f"/sys/fs/bpf/{lab.name}"
    lab.shunt.write(TEXT)
    process = Process(["ip", "netns", "exec", name, *lab.shunt.run_command(pins=pins)], f"{lab.home}/hidden.log")
    wait_until("an answer of the controller", lambda: lab.shunt.ask("status", check=False).returncode == 0)
    expect_equal(process.stop(), 0, "exit status")
    unload = ["unload", "--pin-dir", pins]
    inside = run(["ip", "netns", "exec", name, lab.binary, *unload])
    for text in (process.output(), inside.stderr):
        expect("nsenter --net=" in text, f"no warning in {text!r}")
    expect_equal(inside.stdout, f"nothing is pinned in {pins}\n", "answer of unload")
    expect_equal(lab.shunt.ask(*unload).stderr, "", "warnings without ip netns exec")


@scenario("a second controller is refused and harms nothing")
def second(lab):
    begin(lab)
    other = lab.shunt.run_to_end(socket=f"{lab.home}/other.sock")
    expect_equal(other.returncode, 1, f"exit status of the second: {other.stderr}")
    expect_equal(lab.answerers(), EVERYONE, "who answers")


if __name__ == "__main__":
    main()
