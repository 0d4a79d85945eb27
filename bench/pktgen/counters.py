# SPDX-License-Identifier: Apache-2.0
"""What became of the packets: Shunt's counters, and those of the receivers."""

import json
import shlex
import subprocess
import time
from dataclasses import dataclass, field

from generator import Failed


@dataclass
class Counts:
    """Counters at one moment, or the difference of two. None: nobody counts that."""
    forwarded: int | None = None
    received: int | None = None
    passed: int = 0
    reasons: dict = field(default_factory=dict)

    def since(self, before):
        """What was counted since `before`. Raises Failed if counters ran backwards."""
        reasons = {name: count - before.reasons.get(name, 0) for name, count in self.reasons.items()}
        change = Counts(less(self.forwarded, before.forwarded), less(self.received, before.received),
                        self.passed - before.passed, {name: count for name, count in reasons.items() if count})
        if min([change.forwarded or 0, change.received or 0, *reasons.values()]) < 0:
            raise Failed("counters ran backwards: was Shunt or a receiver restarted during a trial?")
        return change

    def delivered(self):
        """The count by which a trial is judged: the receivers' if there is one."""
        return self.forwarded if self.received is None else self.received


def less(now, before):
    return None if now is None else now - before


def ask(command, what):
    """Standard output of a command line of the parameter file."""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=30, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{what}: cannot run {command}: {getattr(error, 'strerror', None) or error}") from None
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise Failed(f"{what}: {command} ended with status {done.returncode}: {lines[-1]}")
    return done.stdout


class Counters:
    """shunt: the command line of the client, such as `ssh lb1 shunt`, or nothing; service: whose packets count, all
    if empty; receiver: a command line that prints numbers, whose sum counts, or nothing."""

    def __init__(self, shunt, service, receiver):
        self.shunt, self.service, self.receiver = shunt, service, receiver

    def read(self):
        counts = Counts()
        if self.shunt:
            self.read_shunt(counts)
        if self.receiver:
            words = ask(self.receiver, "receiver").split()
            if not words or not all(word.isdigit() for word in words):
                raise Failed(f"receiver: expected numbers from {self.receiver}, found \"{' '.join(words)[:60]}\"")
            counts.received = sum(map(int, words))
        return counts

    def read_shunt(self, counts):
        try:
            stats = json.loads(ask(f"{self.shunt} stats --json", "shunt"))
            services = [service for service in stats["services"] if self.service in ("", service["name"])]
            counts.forwarded = sum(service["forwarded"]["packets"] for service in services)
            counts.passed = sum(interface["passed"]["packets"] for interface in stats["interfaces"])
            counts.reasons = {reason["name"]: reason["packets"] for reason in stats["reasons"]}
        except (ValueError, KeyError, TypeError):
            raise Failed(f"shunt: {self.shunt} stats --json did not print Shunt's counters") from None
        if not services:
            raise Failed(f"shunt: there is no service \"{self.service}\"; see: {self.shunt} status")

    def settled(self, before, sent, seconds):
        """The counts since `before` when all sent packets are counted, or when for a fifth of `seconds` nothing more
        was, or after `seconds`."""
        end = time.monotonic() + seconds
        last, since = None, time.monotonic()
        while True:
            change = self.read().since(before)
            accounted = (change.delivered() or 0) + sum(change.reasons.values())
            if change != last:
                last, since = change, time.monotonic()
            if accounted >= sent or time.monotonic() > end or time.monotonic() - since > seconds / 5:
                return change
            time.sleep(0.05)
