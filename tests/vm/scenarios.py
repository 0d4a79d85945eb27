#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs end-to-end scenarios of tests/e2e one after another in a guest, each in a lab of its own.

    scenarios.py BUILD ports|veth SUBJECT NAME [NAME...]

SUBJECT: forwarding for tests/e2e/forwarding_test.py; a NAME that ends in "..." stands for all that begin so. With ports,
which takes a guest with --nics, the labs are those of ports_lab.py; with veth they are as on any machine. A line a scenario; status 1 if one failed or
if a name is none.
"""

import importlib
import os
import signal
import sys
import time
import traceback

# A guest is some ten times slower than its machine, which may be busy with other tests.
os.environ.setdefault("SHUNT_LAB_PATIENCE", "6")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))

import scenario  # noqa: E402 the path above comes first
from lab.lab import Lab  # noqa: E402 scenario says where that is
from ports_lab import PortsLab  # noqa: E402

LABS = {"ports": PortsLab, "veth": Lab}
# Seconds for one scenario; half a minute on an idle machine.
DEADLINE = 180


def chosen(wanted):
    """The names that the arguments mean. KeyError for one that means none."""
    names = []
    for name in wanted:
        found = [known for known in scenario.SCENARIOS if known == name or
                 (name.endswith("...") and known.startswith(name[:-3]))]
        if not found:
            raise KeyError(name)
        names += found
    return names


def passes(name, lab_class, build):
    """Runs one scenario and says how it went."""
    function, arguments, _ = scenario.SCENARIOS[name]
    start = time.monotonic()
    signal.alarm(DEADLINE)
    try:
        with lab_class("shunt-scenario", build) as lab:
            try:
                function(lab, *arguments)
            except BaseException:
                print(lab.logs())
                raise
    except Exception:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {name}", flush=True)
        return False
    finally:
        signal.alarm(0)
    print(f"passed {name} ({time.monotonic() - start:.1f} s)", flush=True)
    return True


def main():
    build, kind, subject, *wanted = sys.argv[1:]
    importlib.import_module(f"{subject}_test")
    signal.signal(signal.SIGALRM, scenario.interrupt)
    sys.exit(0 if all([passes(name, LABS[kind], os.path.abspath(build)) for name in chosen(wanted)]) else 1)


if __name__ == "__main__":
    main()
