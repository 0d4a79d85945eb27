#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A shell beside Shunt in a guest: its ports are the guest's, nginx and the kernel's tunnels are on the backends.

    lab_shell.py BUILD        in a guest with --nics, on a terminal; `tools/lab` runs it
"""

import os
import subprocess
import sys

os.environ.setdefault("SHUNT_LAB_PATIENCE", "6")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.shunt import configuration, web_service  # noqa: E402 the path above comes first
from lab.topology import VIP4, VIP6  # noqa: E402
from ports_lab import KIND, PortsLab  # noqa: E402

# A shell function for each machine: `client curl ...`.
RUN_COMMANDS = """
PS1='shunt# '
{functions}
hints() {{ cat <<'HINTS'
{hints}
HINTS
}}
hints
"""
HINTS = """\
This is Shunt's machine in the lab, Linux {release}: eth0 and eth1 are {kind} ports with native XDP.
client, router, b1, b2 and b3 are other machines: put the name before a command.

  shunt status                              what is attached, where the backends are
  client curl -s http://{vip4}/         a page; http://[{vip6}]/ over IPv6
  shunt stats                               where the packets went; --per-cpu
  ip link show eth0                         the program
  b1 tcpdump -ni eth0 'ip proto 4'          what arrives at a backend
  vi {file}; shunt reload
  bpftool map dump pinned {pins}/backends

hints says this again. Ctrl-D or exit switches the guest off; nothing of it stays."""


def rc(lab):
    """What bash reads first."""
    machines = ("client", "router", "b1", "b2", "b3")
    functions = "\n".join(f'{name}() {{ nsenter --net=/run/netns/{lab.topology[name].name} "$@"; }}' for name in machines)
    hints = HINTS.format(release=os.uname().release, kind=KIND, vip4=VIP4, vip6=VIP6, file=lab.shunt.file,
                         pins=lab.shunt.pins)
    path = f"{lab.home}/bashrc"
    with open(path, "w", encoding="utf-8") as file:
        file.write(RUN_COMMANDS.format(functions=functions, hints=hints))
    return path


def main():
    if len(sys.argv) != 2 or KIND is None:
        sys.exit(__doc__.strip())
    build = os.path.abspath(sys.argv[1])
    print("making the lab ...", flush=True)
    with PortsLab("shunt-lab", build) as lab:
        lab.decapsulate()
        lab.serve(configuration(web_service(4, 4), web_service(6, 6, "gue")))
        environment = {**os.environ, "SHUNT_SOCKET": lab.shunt.socket, "PATH": f"{build}:{os.environ['PATH']}"}
        subprocess.run(lab.shunt.namespace.command("bash", "--rcfile", rc(lab)), env=environment, check=False)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("ended by Ctrl-C")
