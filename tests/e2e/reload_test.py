# SPDX-License-Identifier: Apache-2.0
"""Changes of the configuration while requests run: all of a file, or nothing of it."""

import json
import os
import signal
import time

from scenario import expect, expect_equal, main, scenario
from lab.command import wait_until
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS, EVERYONE, VIP4, VIP6
from lab.web import Requests, fetch, spread

ALL = (1, 1, 1)
WITHOUT_B3 = (1, 1, None)
BAD = configuration(web_service()).replace("weight: 1", "weight: -1", 1)


@scenario("a backend that is added gets requests, while others run on", WITHOUT_B3, ALL)
@scenario("a backend that is removed gets no more requests, while others run on", ALL, WITHOUT_B3)
def backends_change(lab, before, after):
    lab.decapsulate()
    lab.serve(configuration(web_service(weights=before)))
    running = Requests(lab.client, VIP4, 4000, lab.home, parallel=4)
    wait_until("requests to run", lambda: len(lab.web["b1"].requests()) > 100)
    lab.shunt.reload(configuration(web_service(weights=after)))
    lab.shunt.wait_forwarding()
    expect(running.process.running(), "the requests ended before the reload did")
    failed = running.failures()
    expect_equal(failed, 0, "requests that failed")
    answers = spread(lab.client, VIP4, 300)
    expected = {backend.name for backend, weight in zip(BACKENDS, after) if weight is not None}
    expect_equal(set(answers), expected, "who answers after the reload")


@scenario("a file with an error changes nothing and says where it is", BAD, "shunt.yaml:10:")
@scenario("an empty file changes nothing and says so", "", "shunt.yaml")
def bad_file(lab, text, place):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    before = lab.shunt.status()
    lab.shunt.write(text)
    result = lab.shunt.ask("reload", check=False)
    expect_equal(result.returncode, 1, f"status of shunt reload: {result.stderr}")
    expect(place in result.stderr, f"no {place!r} in {result.stderr!r}")
    after = lab.shunt.status()
    for what in ("generation", "services", "interfaces"):
        expect_equal(after[what], before[what], what)
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("SIGHUP reloads")
def hangup(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(weights=WITHOUT_B3)))
    lab.shunt.write(configuration(web_service(weights=ALL)))
    lab.shunt.process.send(signal.SIGHUP)
    wait_until("b3 in the status", lambda: lab.shunt.backend(BACKENDS[2].ipv4))
    lab.shunt.wait_forwarding()
    expect_equal(lab.answerers(), EVERYONE, "who answers")


@scenario("SIGTERM does not wait for a reload of each SIGHUP before it")
def hangups(lab):
    text = configuration(web_service())
    for i in range(3000):
        text += f"  - {{name: s{i}, vip: 10.{i >> 8}.{i & 255}.1, ports: 80/tcp, backends: [{BACKENDS[0].ipv4}]}}\n"
    lab.serve("limits: {services: 4000}\n" + text)
    for _ in range(200):
        lab.shunt.process.send(signal.SIGHUP)
        time.sleep(0.005)
    expect_equal(lab.shunt.stop(), 0, "exit status")
    expect(lab.shunt.process.output().count("reload_applied") < 50, lab.shunt.process.output())


@scenario("a file that is a silent pipe does not stop the controller")
def silent_pipe(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    os.remove(lab.shunt.file)
    os.mkfifo(lab.shunt.file)
    writer = os.open(lab.shunt.file, os.O_RDWR)
    result = lab.shunt.ask("reload", check=False)
    expect_equal(result.returncode, 1, f"exit status of the reload: {result.stdout}")
    expect("nothing more came" in result.stderr, result.stderr)
    expect_equal(lab.answerers(), EVERYONE, "who answers")
    os.close(writer)


@scenario("plan and reload both say what takes effect at the next start only")
def at_the_next_start(lab):
    text = configuration(web_service())
    lab.serve(text)
    lab.shunt.write("limits: {services: 2000}\nprobes: {ports: 50000-50999}\n" + text)
    for verb in ("plan", "reload"):
        warnings = json.loads(lab.shunt.ask(verb, "--json").stdout)["warnings"]
        expect_equal(warnings, [f"`{key}` takes effect at the next start" for key in ("limits", "probes.ports")], f"what {verb} says")


def answers_at(lab, port):
    url = f"http://127.0.0.1:{port}/v1/status"
    return lab.shunt.namespace.run("curl", "-sS", "--fail", url, check=False).returncode == 0


@scenario("a reload opens, moves and closes the listener of the API")
def listener(lab):
    text = configuration(web_service())
    lab.shunt.namespace.ip("link set lo up")
    lab.serve(text)
    answers = []
    for api in ("api: {listen: 127.0.0.1:9977}\n", "api: {listen: 127.0.0.1:9978}\n", ""):
        lab.shunt.reload(api + text)
        answers.append([answers_at(lab, port) for port in (9977, 9978)])
    expect_equal(answers, [[True, False], [False, True], [False, False]], "answers at both ports after each reload")


@scenario("a service comes and goes with a reload")
def services_change(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(4, 4)))
    lab.shunt.reload(configuration(web_service(6, 6)))
    lab.shunt.wait_forwarding()
    expect(fetch(lab.client, VIP6), "the new VIP answers")
    expect(not lab.answers(), "the VIP that is gone answers")


if __name__ == "__main__":
    main()
