# SPDX-License-Identifier: Apache-2.0
"""What cannot be done, or should not be: each with its message and exit status, and without harm to live connections."""

import json
import os
import signal

from scenario import expect, expect_equal, main, scenario
from consistency import address, backend_of, begin, drops, set_backend, watched
from lab.command import run, wait_until
from lab.live import echo_service, held
from lab.shunt import configuration

B1, B2, B3 = (address(name) for name in ("b1", "b2", "b3"))
LAST = "198.51.100.142 is the last backend of service echo4 that takes new flows"


def expect_refused(lab, arguments, status, *texts):
    """The command fails with the status, says each text in one line on standard error, and nothing on standard output."""
    result = lab.shunt.ask(*arguments, check=False)
    expect_equal(result.returncode, status, f"exit status of {arguments}: {result.stdout}{result.stderr}")
    expect_equal(result.stdout, "", f"standard output of {arguments}")
    for text in texts:
        expect(text in result.stderr, f"{arguments}: no {text!r} in {result.stderr!r}")
    return result.stderr


def what_holds(lab):
    """What a refused command must leave alone."""
    status = lab.shunt.status()
    return {what: status[what] for what in ("generation", "services", "interfaces", "loaded_at")}


@scenario("commands for backends that cannot be done say why, and change nothing")
def backend_commands(lab):
    begin(lab, echo_service((1, 1, None)))
    before = what_holds(lab)
    for verb in ("drain", "disable", "enable", "weight"):
        number = ["3"] if verb == "weight" else []
        error = expect_refused(lab, ["backend", verb, "nope", B1, *number], 1, "no service nope; there is: echo4")
        expect_equal(error.count("\n"), 1, "lines")
        expect_refused(lab, ["backend", verb, "echo4", B3, *number], 1, f"service echo4 has no backend {B3}; it has: {B1}, {B2}")
        expect_refused(lab, ["backend", verb, "echo4", "b1", *number], 2, "BACKEND: b1 is no address")
    for number in ("10001", "-1", "1.5", "many", "99999999999999999999"):
        expect_refused(lab, ["backend", "weight", "echo4", B1, number], 2,
                       f'N: expected a whole number from 0 to 10000, found "{number}"')
    for time in ("5", "0s", "366d", "soon"):
        expect_refused(lab, ["backend", "drain", "echo4", B1, "--for", time], 2, f'found "{time}"')
    expect_equal(what_holds(lab), before, "what held before")
    expect(not os.path.exists(lab.shunt.state_file), "a state file, though nothing was set")


@scenario("the last backend that takes flows is drained, disabled or given weight 0 only with --force")
def last_backend(lab):
    begin(lab, echo_service((1, 1, None)))
    with watched(lab, "refused drain, disable and weight 0 of the last backend", churn=0) as live:
        set_backend(lab, "drain", "b1")
        for command in (["drain"], ["disable"], ["weight", "0"]):
            verb, *number = command
            expect_refused(lab, ["backend", verb, "echo4", B2, *number], 1, LAST, "--force does it all the same")
        live.go_on()
        set_backend(lab, "drain", "b2", "--force")
        expect_equal(backend_of(lab, "b2")["state"], "draining", "state")
        expect("no backend takes new flows" in " ".join(lab.shunt.status()["alarms"]), lab.shunt.status()["alarms"])
        live.go_on()
        set_backend(lab, "enable", "b2")
        live.settle()


BAD = configuration(echo_service()).replace("weight: 1", "weight: -1").replace("forwarding: ipip", "forwarding: pigeon")


@scenario("a reload of a file with errors says what shunt check says, and changes nothing")
def bad_file(lab):
    begin(lab)
    with watched(lab, "a reload with errors in the file") as live:
        set_backend(lab, "drain", "b1")
        before = what_holds(lab)
        for text in (BAD, "services: [", "", configuration(echo_service()).replace("services:", "srvices:")):
            lab.shunt.write(text)
            check = lab.shunt.ask("check", lab.shunt.file, check=False)
            expect_equal(check.returncode, 1, "exit status of check")
            errors = check.stderr.strip().splitlines() or check.stdout.strip().splitlines()
            expect(errors, "check says nothing")
            expect_refused(lab, ["reload"], 1, *errors, "nothing applied")
            expect_equal(lab.shunt.ask("plan", check=False).returncode, 1, "exit status of plan")
        os.remove(lab.shunt.file)
        expect_refused(lab, ["reload"], 1, "shunt.yaml", "No such file")
        after = what_holds(lab)
        for state in (before, after):
            for backend in state["services"][0]["backends"]:
                backend.pop("flows"), backend.pop("override")
        expect_equal(after, before, "what held before")
        live.go_on()
        live.settle()


MOVING = {
    "table_size": (echo_service(table_size=5003), "", "its table grows or shrinks from 2053 to 5003 slots"),
    "seed": (echo_service(seed=7), "", "its seed changes"),
    "the seed of the file": (echo_service(), "seed: 7\n", "the seed changes"),
    "scheduler": (echo_service(scheduler="round-robin"), "", "its scheduler changes from maglev to round-robin"),
}


@scenario("a reload that would move flows is refused without --force, and plan says what moves them")
def moving(lab):
    begin(lab)
    with watched(lab, "reloads that would move flows, refused") as live:
        for what, (service, head, reason) in MOVING.items():
            lab.shunt.write(head + configuration(service))
            before = what_holds(lab)["generation"]
            plan = lab.shunt.ask("plan")
            expect("MOVES FLOWS" in plan.stdout and reason in plan.stdout, f"{what}: plan says {plan.stdout!r}")
            report = json.loads(lab.shunt.ask("plan", "--json").stdout)
            expect(any(reason in text for text in report["breaks"]), report)
            expect_refused(lab, ["reload"], 1, "flows would move", reason, "--force", "nothing applied")
            expect_equal(what_holds(lab)["generation"], before, f"{what}: generation")
            lab.shunt.process.send(signal.SIGHUP)
            wait_until("the log of SIGHUP", lambda: lab.shunt.process.output().count("nothing applied") > 1)
            expect_equal(what_holds(lab)["generation"], before, f"{what}: generation after SIGHUP")
            live.go_on()
        live.settle()
    service, head, _ = MOVING["table_size"]
    lab.shunt.write(head + configuration(service))
    lab.shunt.ask("reload", "--force")
    expect_equal(lab.shunt.status()["services"][0]["table_size"], 5003, "slots")


STATES = {
    "is not whole": ('{"overrides": [{"backend": ', 0o600),
    "is of another version": ('{"overrides": [], "version": 99}', 0o600),
    "is no JSON": ("weights!", 0o600),
    "is larger than 4 MiB": (" " * (4 << 20) + '{"overrides": [], "version": 1}', 0o600),
    "holds what cannot be": ('{"overrides": [{"service": "echo4", "backend": "b1", "state": "asleep"}], "version": 1}', 0o600),
}


@scenario("a state file that cannot be taken is said, set aside, and not fatal")
def state_file(lab):
    begin(lab)
    with watched(lab, "starts with state files that cannot be taken") as live:
        set_backend(lab, "weight", "b2", "5")
        for what, (text, mode) in STATES.items():
            lab.shunt.stop(signal.SIGKILL)
            with open(lab.shunt.state_file, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(lab.shunt.state_file, mode)
            expect_set_aside(lab, what, live)
            with open(f"{lab.shunt.state_file}.set-aside", encoding="utf-8") as file:
                expect(file.read() == text, f"a file that {what} is not what was set aside")
        lab.shunt.stop(signal.SIGKILL)
        os.mkdir(lab.shunt.state_file)
        os.remove(f"{lab.shunt.state_file}.set-aside")
        expect_set_aside(lab, "is a folder", live)
        live.settle()
    set_backend(lab, "weight", "b2", "6")
    lab.shunt.stop(signal.SIGKILL)
    lab.shunt.start()
    expect_equal(backend_of(lab, "b2")["weight"], 6, "weight after another start")


def expect_set_aside(lab, what, live):
    said = lab.shunt.process.output().count("are not taken: ")
    lab.shunt.start()
    log = lab.shunt.process.output()
    expect(log.count("are not taken: ") == said + 1 and ".set-aside" in log, f"a file that {what}: {log[-800:]}")
    expect(not os.path.exists(lab.shunt.state_file), f"a file that {what} is still there")
    expect_equal([backend_of(lab, name)["override"] for name in ("b1", "b2", "b3")], [None] * 3, "overrides")
    live.go_on()


def refused_start(lab, *options):
    """A start that ends by itself: what it says."""
    result = lab.shunt.run_to_end(*options)
    expect_equal(result.returncode, 1, f"exit status of the start: {result.stderr}")
    return result.stderr


def write_abi(lab, change):
    """Adds a number to the ABI version in the pinned map `control`: its second word."""
    pin = f"{lab.shunt.pins}/control"
    row = json.loads(run(["bpftool", "-j", "map", "dump", "pinned", pin]).stdout)[0]
    value = [int(byte, 16) for byte in row["value"]]
    value[4] += change
    run(["bpftool", "map", "update", "pinned", pin, "key", "0", "0", "0", "0", "value", *(str(byte) for byte in value)])


@scenario("pinned maps of another version are refused with the way out, and --forget-flows takes over")
def other_abi(lab):
    begin(lab)
    with held(lab, count=200) as live:
        lab.shunt.stop(signal.SIGKILL)
        write_abi(lab, 7)
        text = refused_start(lab)
        for part in ("another version of Shunt (ABI ", "--forget-flows", "shunt unload", lab.shunt.pins):
            expect(part in text, f"no {part!r} in {text!r}")
        live.go_on(1.0)
        expect_equal(live.report().broken, [], "broken beside a start that was refused")
        lab.shunt.start("--forget-flows")
        lab.shunt.wait_forwarding()
        live.go_on(1.0)
        expect_equal(live.report().broken, [], "broken by --forget-flows, with the same file")
        lab.shunt.stop(signal.SIGKILL)
        lab.shunt.start()
        live.go_on(1.0)
        expect_equal(live.report().broken, [], "broken by the start behind it")


@scenario("pinned maps of which some are missing are refused with the way out, and --forget-flows takes over",
          ("slots", "services", "flow_names", "control", "flow_stats"))
def missing(lab, names):
    begin(lab)
    with held(lab, count=200) as live:
        for name in names:
            lab.shunt.stop(signal.SIGKILL)
            os.remove(f"{lab.shunt.pins}/{name}")
            text = refused_start(lab)
            for part in (f"{lab.shunt.pins}/{name}", "--forget-flows", "shunt unload"):
                expect(part in text, f"{name}: no {part!r} in {text!r}")
            live.go_on()
            lab.shunt.start("--forget-flows")
            lab.shunt.wait_forwarding()
            live.go_on()
        expect_equal(live.report().broken, [], "broken connections")
    expect_equal(drops(lab), {}, "drops")


if __name__ == "__main__":
    main()
