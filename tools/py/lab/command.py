# SPDX-License-Identifier: Apache-2.0
"""Running programs, and waiting for what they bring about."""

import os
import shlex
import signal
import subprocess
import time

os.environ["PATH"] += ":/usr/sbin:/sbin"
# Deadlines are for a machine like those that people have; one that is emulated gets more, by this factor.
PATIENCE = float(os.environ.get("SHUNT_LAB_PATIENCE", "1"))


class CommandFailed(Exception):
    """A program ended with another status than expected; the text holds its command line and output."""


class Expired(Exception):
    """A condition did not come true before its deadline."""


def run(arguments, *, input=None, check=True, timeout=60, env=None):
    """Runs a program to its end; a subprocess.CompletedProcess with text. Raises CommandFailed unless check=False."""
    result = subprocess.run(arguments, input=input, text=True, capture_output=True, timeout=timeout,
                            env={**os.environ, **(env or {})})
    if check and result.returncode != 0:
        raise CommandFailed(f"{shlex.join(arguments)}: status {result.returncode}\n{input or ''}"
                            f"{result.stdout}{result.stderr}")
    return result


def wait_until(what, condition, deadline=15.0, every=0.05):
    """Calls condition until it returns something true, which is returned. Raises Expired after deadline seconds."""
    deadline *= PATIENCE
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Expired(f"waited {deadline:g} s for: {what}")
        time.sleep(every)


class Process:
    """A program in the background; its output goes to the file `log`."""

    def __init__(self, arguments, log, env=None):
        self.arguments = arguments
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                          env={**os.environ, **(env or {})}, start_new_session=True)

    @property
    def pid(self):
        return self.child.pid

    def running(self):
        return self.child.poll() is None

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def send(self, number):
        self.child.send_signal(number)

    def stop(self, number=signal.SIGTERM, deadline=10.0):
        """Sends the signal and waits for the end; SIGKILL and an Expired if that takes longer. The exit status."""
        if self.running():
            self.send(number)
        try:
            return self.child.wait(deadline)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            raise Expired(f"{shlex.join(self.arguments)} did not end within {deadline:g} s of signal {number}:\n"
                          f"{self.output()}") from None
