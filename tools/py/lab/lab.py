# SPDX-License-Identifier: Apache-2.0
"""A whole lab: topology, web servers, decapsulation and Shunt, with a folder for their files; and its removal."""

import contextlib
import fcntl
import os
import shutil

from lab.command import run
from lab.shunt import Shunt
from lab.topology import BACKENDS, Topology, vip
from lab.web import Nginx, fetch, spread

ROOT = "/run"
REGISTRY = "/run/lock/shunt-lab"


class Lab:
    """A lab called `name`, which is the prefix of its namespaces and its folder in /run.

    Use it as a context: what was made is removed at the end, whatever happened. build: the build folder; topology:
    what makes the namespaces and links, with another picture than Topology's if need be.
    """

    def __init__(self, name, build, topology=Topology):
        self.name, self.build, self.home = name, build, f"{ROOT}/{name}"
        self.binary = f"{build}/shunt"
        self.pass_program = f"{build}/bpf/pass.bpf.o"
        self.topology = topology(name)
        self.client, self.router = self.topology["client"], self.topology["router"]
        self.shunt = Shunt(self.topology["shunt"], self.binary, self.home)
        self.web = {b.name: Nginx(self.topology[b.name], b.name, f"{self.home}/{b.name}") for b in BACKENDS}
        self.processes = []
        self.lock = None

    def __enter__(self):
        try:
            self.create()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def create(self):
        """Claims the name, builds the topology and starts the web servers."""
        self.lock = claim(self.home)
        os.mkdir(f"{self.home}/bpf")
        run(["mount", "-t", "bpf", "bpf", f"{self.home}/bpf"])
        self.topology.create(self.pass_program)
        self.processes += [web.start() for web in self.web.values()]
        for web in self.web.values():
            web.wait()

    def decapsulate(self):
        """Lets the backends accept what Shunt encapsulates, by a program that stays when the command ends."""
        for backend in BACKENDS:
            self.topology[backend.name].run(self.binary, "decap", backend.port, "--pin-dir",
                                            f"{self.home}/bpf/{backend.name}")

    def serve(self, text, *options):
        """Starts Shunt with a configuration and returns when it forwards to every backend."""
        self.shunt.write(text)
        self.shunt.start(*options)
        self.shunt.wait_forwarding()

    def answerers(self, family=4, count=60):
        """Names of the backends that answer new connections to the VIP. Raises if one of these is not answered."""
        return set(spread(self.client, vip(family), count))

    def answers(self, family=4):
        """Whether a new connection to the VIP is answered within a second."""
        return fetch(self.client, vip(family), timeout=1, check=False).returncode == 0

    def logs(self):
        """What the programs wrote, for the one who looks into a failure."""
        parts = []
        for folder, _, names in sorted(os.walk(self.home)):
            for name in sorted(names):
                if name.endswith(".log") and name != "access.log":
                    with open(f"{folder}/{name}", encoding="utf-8", errors="replace") as log:
                        parts += [f"--- {folder}/{name}\n{text}" for text in [log.read()[-4000:]] if text]
        return "\n".join(parts)

    def remove(self):
        """Ends every program and removes namespaces, mounts and files, also of a half-made lab."""
        self.topology.delete()
        run(["umount", f"{self.home}/bpf"], check=False)
        shutil.rmtree(self.home, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def has_xdp(namespace, device):
    """True if a program is attached to the device."""
    return "prog/xdp" in namespace.run("ip", "link", "show", "dev", device).stdout


@contextlib.contextmanager
def registry():
    """One process at a time claims or sweeps labs, so that no folder is seen before it is locked."""
    os.makedirs(os.path.dirname(REGISTRY), exist_ok=True)
    with open(REGISTRY, "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def lock_folder(home):
    """Locks a lab's folder for the life of this process; the descriptor. BlockingIOError if another process has it."""
    lock = os.open(f"{home}/lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise
    return lock


def claim(home):
    """Makes a lab's folder; the descriptor that keeps others off it."""
    with registry():
        os.mkdir(home)
        return lock_folder(home)


def sweep(build, prefix):
    """Removes labs with this prefix whose owner died without doing it."""
    with registry():
        for entry in os.scandir(ROOT):
            if entry.name.startswith(prefix):
                lab = Lab(entry.name, build)
                try:
                    lab.lock = lock_folder(lab.home)
                    lab.remove()
                except (BlockingIOError, FileNotFoundError):  # in use, or its owner has just removed it
                    pass
