# SPDX-License-Identifier: Apache-2.0
"""What bash completes of `shunt`."""

import os
import re

from scenario import expect, expect_equal, main, scenario
from lab.command import run

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
    expect(len(commands) >= 9, f"commands in the help: {commands}")
    expect_equal(completed(""), set(commands), "commands")
    for command in commands:
        options = re.findall(r"(?:^  |\[)(--[a-z-]+)", run([binary, command, "--help"]).stdout, re.M)
        missing = set(options) - completed(command, "--")
        expect_equal(missing, set(), f"options of {command} that are not completed")


if __name__ == "__main__":
    main()
