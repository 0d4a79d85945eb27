# SPDX-License-Identifier: Apache-2.0
"""The controller is killed at one step after the other of what it does, beside live connections."""

import contextlib
import json
import os
import random
import subprocess

from scenario import expect, expect_equal, main, scenario
from consistency import address, backend_of, begin, drops, size, watched
from lab.live import echo_service
from lab.shunt import configuration
from lab.steps import Ended, Steps, chosen, trace_me

POINTS = size(12, 60)
SEED = 4
LONGEST = 0.003  # seconds behind a step
FILES = tuple(configuration(echo_service(weights)) for weights in ((1, 1, 1), (3, 1, None), (1, None, 2), (1, 2, 1)))


def until_done(steps, client):
    """The calls that the controller makes until the client has its answer."""
    calls = []
    while client.poll() is None:
        calls.append(steps.next())
    steps.let_go()
    return calls


def client_of(lab, *arguments):
    command = lab.shunt.namespace.command(lab.binary, *arguments)
    return subprocess.Popen(command, env={**os.environ, "SHUNT_SOCKET": lab.shunt.socket}, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def kill_at(steps, step, dice):
    """Runs to the step and kills there or a little behind it; the call, or None if it ended before."""
    call = None
    for _ in range(step + 1):
        call = steps.next()
    steps.kill(after=dice.choice((None, dice.uniform(0, LONGEST))))
    return call


def expect_whole(lab, live):
    """Traffic without a controller; then the next one finds a whole state, and finishes what the file says."""
    live.go_on()
    lab.shunt.start()
    lab.shunt.wait_forwarding()
    expect("set-aside" not in lab.shunt.process.output(), "the state file was no longer whole")
    plan = json.loads(lab.shunt.ask("plan", "--json").stdout)
    expect_equal((plan["slots_moved"], plan["plan"], plan["breaks"]), (0, [], []), "what is left to do after a start")
    live.go_on()
    broken = live.connections.ask()["broken"]
    expect_equal(broken, [], "broken connections")


@contextlib.contextmanager
def told(step, calls, call):
    """Says at which step it killed if what follows fails."""
    try:
        yield
    except Exception:
        print(f"killed at step {step} of {len(calls)}, system call {call}")
        raise


def dice_of_seed():
    print(f"seed {SEED}")
    return random.Random(SEED)


def kill_during(lab, what, arguments, file=lambda i: FILES[0], check=lambda: None):
    """Kills the controller at steps of a command of the client: arguments(i) and file(i) of the i-th; check() after it."""
    dice = dice_of_seed()
    lab.shunt.write(file(-1))
    calls = until_done(Steps.of_running(lab.shunt.process.pid), client_of(lab, *arguments(0)))
    different = chosen(calls, POINTS)
    points = different * max(1, POINTS // len(different))  # each time at another moment behind the step
    with watched(lab, what.format(len(points), len(different))) as live:
        for i, step in enumerate(points, 1):
            lab.shunt.write(file(i))
            steps = Steps.of_running(lab.shunt.process.pid)
            client = client_of(lab, *arguments(i))
            call = kill_at(steps, step, dice)
            client.wait(30)
            with told(step, calls, call):
                if i % 3 == 0:
                    lab.shunt.write(file(i - 1))  # the next controller finds the former file
                expect_whole(lab, live)
                check()
        live.settle(tolerance=size(10, 50))
    print(f"{len(points)} kills at {len(different)} of {len(calls)} steps")
    expect_equal(drops(lab), {}, "drops")


@scenario("killed at any step of a reload, it leaves a whole state, and no connection breaks")
def reload(lab):
    begin(lab)
    kill_during(lab, "the controller killed {} times, at {} different steps of a reload", lambda _: ("reload",),
                file=lambda i: FILES[i % len(FILES)])


@scenario("killed at any step of shunt backend, it leaves the override before or the one after, and no connection breaks")
def backend(lab):
    begin(lab)
    commands = (("drain", "b1"), ("weight", "b2", "7"), ("enable", "b1"), ("weight", "b2"))

    def arguments(i):
        verb, name, *rest = commands[i % len(commands)]
        return ("backend", verb, "echo4", address(name), *rest)

    def check():
        override = [backend_of(lab, name)["override"] or {} for name in ("b1", "b2", "b3")]
        expect(override[0].get("state") in (None, "draining") and override[1].get("weight") in (None, 7), override)
        expect_equal(override[2], {}, "override of a backend that nothing was set for")

    kill_during(lab, "the controller killed {} times, at {} different steps of shunt backend", arguments, check=check)


@scenario("killed at any step of its start, it leaves a whole state to the one after it, and no connection breaks")
def take_over(lab):
    begin(lab)
    dice = dice_of_seed()

    def start_stepwise():
        command = lab.shunt.namespace.command(*lab.shunt.run_command())
        with open(f"{lab.home}/killed.log", "ab") as log:
            child = subprocess.Popen(command, preexec_fn=trace_me, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return Steps.of_child(child.pid, execs=2)

    def ready():
        with open(f"{lab.home}/killed.log", encoding="utf-8") as log:
            return "is ready" in log.read()

    lab.shunt.stop(9)
    steps, calls = start_stepwise(), []
    while not ready():
        calls.append(steps.next())
    steps.kill()
    points = chosen(calls, POINTS)
    with watched(lab, f"the controller killed at {len(points)} different steps of a take-over", churn=40,
                 life=6.0) as live:
        for i, step in enumerate(points):
            lab.shunt.write(FILES[i % len(FILES)])
            try:
                call = kill_at(start_stepwise(), step, dice)
            except Ended as ended:
                call = ended
            live.go_on()
            if i % 4 == 3:
                continue  # two in turn die, with different files
            if i % 4 == 1:
                lab.shunt.write(FILES[(i + 1) % len(FILES)])
            if lab.shunt.process.running():
                lab.shunt.stop(9)
            with told(step, calls, call):
                expect_whole(lab, live)
            lab.shunt.stop(9)
        lab.shunt.start()
        live.settle(tolerance=size(10, 50))
    print(f"{len(points)} of {len(calls)} steps")
    expect_equal(drops(lab), {}, "drops")


if __name__ == "__main__":
    main()
