# SPDX-License-Identifier: Apache-2.0
"""Scenarios: named end-to-end tests, each of which ctest runs in a process of its own.

    @scenario("a page comes from a backend")
    def page(lab): ...

    if __name__ == "__main__":
        main()

A scenario's name is a sentence; its first argument is a fresh lab.Lab (or the path of the binary, with lab=False), the
others come from the decorator. Used several
times on one function, the decorator makes several scenarios. Import this before lab: it says where that is. `FILE --list` prints the names, `FILE BUILD NAME` runs one:
status 0 passed, 1 failed, 77 skipped with the reason printed.
"""

import json
import os
import signal
import sys
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import PATIENCE  # noqa: E402
from lab.lab import Lab, sweep  # noqa: E402

DEADLINE = 100  # seconds; below ctest's timeout, so that the lab is removed by its owner
PREFIX = "shunt-e2e-"
SCENARIOS = {}


class Skipped(Exception):
    """This machine cannot run the scenario; the text says why."""


def scenario(name, *arguments, lab=True):
    """Registers a function under a name, to be called with a lab (or the binary's path) and the arguments."""
    def register(function):
        assert name not in SCENARIOS, f"two scenarios are called {name!r}"
        SCENARIOS[name] = (function, arguments, lab)
        return function
    return register


def expect(condition, *message):
    """Fails the scenario unless the condition holds; the message should show the values."""
    if not condition:
        raise AssertionError(" ".join(str(part) for part in message))


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what}: found {found!r}, wanted {wanted!r}")


def failed_line(result):
    """What a command that failed with status 1 says on standard error: one line."""
    expect_equal(result.returncode, 1, f"exit status of {result.args}: {result.stdout}{result.stderr}")
    expect_equal(len(result.stderr.splitlines()), 1, f"lines of {result.stderr!r}")
    return result.stderr


def record(variable, row):
    """Appends a row to the file that the environment variable names, if it does: a line of JSON for bench/scenarios.py."""
    file = os.environ.get(variable)
    if file:
        with open(file, "a", encoding="utf-8") as rows:
            rows.write(json.dumps(row) + "\n")


def interrupt(number, _frame):
    raise TimeoutError(f"the scenario was ended by {signal.Signals(number).name}")


def in_lab(build, function, arguments):
    """Runs a scenario in a lab of its own; shows the logs of its programs if it fails."""
    if os.geteuid() != 0:
        raise Skipped("needs root for network namespaces and XDP")
    sweep(build, PREFIX)
    with Lab(f"{PREFIX}{os.getpid()}", build) as lab:
        try:
            function(lab, *arguments)
        except Skipped:
            raise
        except BaseException:
            print(lab.logs())
            raise


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(SCENARIOS))
        return
    build, name = sys.argv[1:]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, interrupt)
    signal.alarm(int(DEADLINE * PATIENCE))
    function, arguments, needs_lab = SCENARIOS[name]
    try:
        if needs_lab:
            in_lab(build, function, arguments)
        else:
            function(f"{build}/shunt", *arguments)
    except Skipped as reason:
        print(f"SKIPPED: {reason}")
        sys.exit(77)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        sys.exit(1)
