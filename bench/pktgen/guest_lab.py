#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""In a guest: the lab of tools/py/lab with pktgen in the place of the router, and throughput in it. in_guest runs this.

    guest_lab.py BUILD igb|veth native|generic FILE

The generator sends out of the router's end of the wire to Shunt's eth0. Backends count what arrives and drop it. FILE
has the parameters of the search; the others are those of the lab. Writes a tar archive of the results to standard
output, and all else to standard error.
"""

import os
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# A guest is some ten times slower than its machine.
os.environ.setdefault("SHUNT_LAB_PATIENCE", "6")
sys.path[:0] = [f"{ROOT}/tools/py", f"{ROOT}/tests/vm"]

from lab.lab import Lab  # noqa: E402 the paths above come first
from lab.topology import BACKENDS, SHUNT_PORTS, VIP4, VIP6  # noqa: E402
from ports_lab import PortsLab  # noqa: E402

PORT = 9  # discard
# What ipip has for its outer header: (protocol for tc, offset of the inner protocol, its number).
TUNNELS = (("ip", 9, 4), ("ipv6", 6, 41))

SERVICE = """\
  - name: pktgen{family}
    vip: "{vip}"
    ports: [{port}/udp]
    forwarding: ipip
    backends: [{backends}]
"""


def configuration(mode):
    """Shunt's file: one service a family, every backend in both."""
    ports = ", ".join(f"{{name: {port.port}, mode: {mode}}}" for port in SHUNT_PORTS)
    services = "".join(
        SERVICE.format(family=family, vip=vip, port=PORT,
                       backends=", ".join(f'"{backend.address(family)}"' for backend in BACKENDS))
        for family, vip in ((4, VIP4), (6, VIP6)))
    return f"interfaces: [{ports}]\nservices:\n{services}"


def without_web(lab):
    """No nginx: nobody answers here."""
    lab.web = {}
    return lab


def count_and_drop(lab):
    """Backends count encapsulated packets at tc and drop them; the file that prints the counts."""
    for backend in BACKENDS:
        namespace = lab.topology[backend.name]
        namespace.run("tc", "qdisc", "add", "dev", backend.port, "clsact")
        for protocol, offset, number in TUNNELS:
            namespace.run("tc", "filter", "add", "dev", backend.port, "ingress", "protocol", protocol, "u32", "match",
                          "u8", str(number), "0xff", "at", str(offset), "action", "drop")
    script = f"{lab.home}/receivers"
    with open(script, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + "".join(
            f"nsenter --net=/run/netns/{lab.topology[b.name].name} tc -s filter show dev {b.port} ingress |"
            " awk '/Sent/ { print $4 }'\n" for b in BACKENDS))
    os.chmod(script, 0o755)
    return script


def parameters(lab, receiver, path):
    """The person's lines, then those of the lab, so that a mistake has the place where the person made it."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().rstrip("\n")
    mac = shunt_mac(lab)
    name = f"{lab.home}/{os.path.basename(path)}"
    with open(name, "w", encoding="utf-8") as file:
        file.write(f"{lines}\ninterface = a-shunt\ndestination_mac = {mac}\nport = {PORT}\n"
                   f"shunt = {lab.binary} --socket {lab.shunt.socket}\nreceiver = {receiver}\n")
    return name


def shunt_mac(lab):
    """The MAC address of Shunt's first port."""
    words = lab.topology["shunt"].run("ip", "-brief", "link", "show", "dev", SHUNT_PORTS[0].port).stdout.split()
    return words[2]


def main():
    build, nics, mode, path = sys.argv[1:]
    make = {"igb": PortsLab, "veth": Lab}[nics]
    with without_web(make("shunt-pktgen", os.path.abspath(build))) as lab:
        receiver = count_and_drop(lab)
        lab.serve(configuration(mode))
        results = f"{lab.home}/results"
        done = lab.router.run(f"{HERE}/throughput", parameters(lab, receiver, path), "--output", results, check=False,
                              timeout=None)
        # Its last line names a folder that is gone with the guest.
        sys.stderr.write(done.stdout.replace(f"see {results}/\n", "") + done.stderr)
        if os.path.isdir(results):
            with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
                archive.add(results, arcname=".")
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
