#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `tools/lab` leaves a person in: on a terminal, its hints and some of what they say to type; and the options that
tools/lab refuses.

    lab_shell_test.py BUILD
"""

import os
import pty
import re
import select
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, "../../tools/lab")
SKIPPED, PROMPT = 77, "shunt# "
# Seconds for the guest, the lab and each command: ten times what an idle machine needs.
PATIENCE = 240
# What is asked for and a colour stand between the name of a port and its mode.
NATIVE = re.compile(r"eth[01] +auto +\S*native")


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, *command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(command[0], command)

    def read(self, end=None):
        """What is printed until `end`, or until the program ends if that comes first."""
        text, limit = "", time.monotonic() + PATIENCE
        while end is None or not text.endswith(end):
            if not select.select([self.fd], [], [], max(0, limit - time.monotonic()))[0]:
                sys.exit(f"no {end!r} after {PATIENCE} s:\n{text}")
            try:
                text += os.read(self.fd, 4096).decode(errors="replace")
            except OSError:  # the program has ended
                break
        return text

    def type(self, line):
        """What a line prints, with the line itself."""
        os.write(self.fd, f"{line}\r".encode())
        return self.read(PROMPT)

    def status(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def expect(condition, *what):
    if not condition:
        sys.exit(" ".join(map(str, what)))


def refuses_what_makes_no_sense():
    for options, status in (("test --nics igb", 2), ("test word", 2), ("--name word", 2), ("word", 2), ("run --name word true", 2),
                            ("--kernel 2.4", 2), ("run", 1), ("test --kernel newest", 1)):
        done = subprocess.run([LAB, *options.split()], capture_output=True, text=True, check=False)
        expect(done.returncode == status and done.stderr and not done.stdout, "tools/lab", options, done)


def leaves_a_person_beside_shunt(build):
    terminal = Terminal(f"{HERE}/guest", "--kernel", "6.1", "--nics", "igb", "--interactive", "--",
                        f"{HERE}/lab_shell.py", build)
    greeting = terminal.read(PROMPT)
    if not greeting.endswith(PROMPT):
        print(greeting)
        sys.exit(terminal.status() or 1)
    expect("eth0 and eth1 are igb ports" in greeting and "warning" not in greeting, greeting)
    expect("eth0 and eth1 are igb ports" in terminal.type("hints"), "no hints again")
    status = terminal.type("shunt status")
    expect(len(NATIVE.findall(status)) == 2, "not native on both ports:", status)
    page = terminal.type("client curl -s http://192.0.2.10/")
    expect(re.search(r"\bb[123]\r", page), "no page:", page)
    os.write(terminal.fd, b"exit\r")
    terminal.read()
    expect(terminal.status() == 0, "the guest did not end well")


if __name__ == "__main__":
    refuses_what_makes_no_sense()
    leaves_a_person_beside_shunt(os.path.abspath(sys.argv[1]))
