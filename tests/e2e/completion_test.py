# SPDX-License-Identifier: Apache-2.0
"""What bash completes of `shunt`."""

import os
import re

from scenario import expect, expect_equal, main, scenario
from lab.command import run

REASONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bpf/include/shunt/reasons.h")
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/shunt.bash")
SCRIPT = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shunt; printf "%s\n" "${COMPREPLY[@]}"'


def completed(*words):
    """What TAB offers behind the last word."""
    return set(run(["bash", "-c", SCRIPT, FILE, "shunt", *words]).stdout.split())


@scenario("completion offers options of every command before its name too", lab=False)
def before(_binary):
    for option in ("--json", "--socket", "--pin-dir", "--version", "--help"):
        expect_equal(completed(option[:4]), {option}, f"completion of {option[:4]}")
    expect_equal(completed("--json", "stat"), {"status", "stats"}, "commands behind --json")


@scenario("completion offers every command, and every option that its help names", lab=False)
def every(binary):
    commands = re.findall(r"^  ([a-z]+) ", run([binary, "--help"]).stdout.split("Options of")[0], re.M)
    expect(len(commands) >= 11, f"commands in the help: {commands}")
    expect_equal(completed(""), set(commands), "commands")
    for command in commands:
        options = re.findall(r"(?:^  |\[)(--[a-z-]+)", run([binary, command, "--help"]).stdout, re.M)
        missing = set(options) - completed(command, "--")
        expect_equal(missing, set(), f"options of {command} that are not completed")


@scenario("completion knows the words of `backend`, and the options of each", lab=False)
def backend(_binary):
    expect_equal(completed("backend", ""), {"drain", "enable", "disable", "weight"}, "words of backend")
    expect_equal(completed("--socket", "s", "backend", "d"), {"drain", "disable"}, "words with d")
    expect_equal(completed("backend", "drain", "--f"), {"--for", "--force"}, "options of drain")
    expect_equal(completed("backend", "drain", "web", "--for", "10m", "192.0.2.1", "--fo"), {"--for", "--force"},
                 "options behind the value of an option")
    expect_equal(completed("backend", "weight", "--f"), {"--force"}, "options of weight")


@scenario("completion knows the verdicts and reasons of `capture`, and goes on behind a comma", lab=False)
def lists(_binary):
    with open(REASONS, encoding="utf-8") as file:
        reasons = set(re.findall(r"X\(\d+, [A-Z0-9_]+, ([a-z0-9_]+),", file.read()))
    expect(len(reasons) >= 15, f"reasons: {reasons}")
    expect_equal(completed("capture", "--reason", ""), reasons, "reasons")
    expect_equal(completed("capture", "--verdict", ""), {"forwarded", "dropped", "passed"}, "verdicts")
    expect_equal(completed("capture", "--reason", "too_big,ttl"), {"too_big,ttl_expired"}, "a second reason")
    expect_equal(completed("capture", "--verdict", "dropped,"), {"dropped,forwarded", "dropped,passed"},
                 "a second verdict")
    expect_equal(completed("capture", "--verdict", "dropped", "--samp"), {"--sample"}, "options behind a verdict")


if __name__ == "__main__":
    main()
