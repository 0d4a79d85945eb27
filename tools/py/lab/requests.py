# SPDX-License-Identifier: Apache-2.0
"""Requests that go on while something happens: which failed, when, and who answered."""

import collections
import contextlib
import os
import subprocess
from dataclasses import dataclass
from datetime import datetime

from lab.command import wait_until

FETCHER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fetcher.py")


@dataclass
class Request:
    """began: seconds since the epoch. by: who answered; None if it failed, for the reason `why`."""
    began: float
    took: float
    by: str
    why: str


class Requests:
    """The requests of a fetcher so far."""

    def __init__(self, file):
        self.file = file

    def all(self):
        with open(self.file, encoding="utf-8") as lines:
            return [parsed(line) for line in lines if line.endswith("\n")]

    def between(self, begin, end=float("inf")):
        """Those that began then."""
        return [request for request in self.all() if begin <= request.began < end]

    def wait_for(self, count, since):
        """Returns when so many that began after `since` have ended."""
        wait_until(f"{count} requests", lambda: len(self.between(since)) >= count, deadline=20)


def parsed(line):
    began, took, word, *why = line.split()
    failed = word == "failed"
    return Request(float(began), float(took), None if failed else word, " ".join(why))


def answered(requests):
    """Who answered how many."""
    return collections.Counter(request.by for request in requests if request.by)


def failed(requests):
    return [request for request in requests if request.by is None]


def instant(text):
    """Seconds since the epoch of a time in the controller's JSON."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


@contextlib.contextmanager
def going_on(namespace, address, home, *options):
    """Fetches pages in the background until the end of the block."""
    file = f"{home}/requests.txt"
    with open(file, "w", encoding="utf-8") as out:
        child = subprocess.Popen(namespace.command(FETCHER, address, *options), stdin=subprocess.PIPE, stdout=out)
    try:
        yield Requests(file)
    finally:
        child.stdin.close()
        child.wait(10)
