# SPDX-License-Identifier: Apache-2.0
"""The demo: 3,000 pages through Shunt in a lab of its own. tools/demo installs and builds first, then runs this."""

import argparse
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from lab.command import CommandFailed, Expired  # noqa: E402
from lab.lab import Lab, lock_folder  # noqa: E402
from lab.shunt import configuration, web_service  # noqa: E402
from lab.topology import BACKENDS, VIP4, VIP6, vip  # noqa: E402
from lab.web import host, spread  # noqa: E402

NAME = "shunt-demo"
WEIGHTS = (1, 1, 2)
PAGES = 1500  # of each family
# A flow's slot is a matter of chance: with 3,000 flows a share of 50% stays within 4.6 points in all but 1 of
# 2,000,000 runs, smaller shares within less.
TOLERANCE = 0.046

PICTURE = """\
      client --- router --- segment A --- eth0 Shunt eth1 --- segment B --- router
                               |                                 |   |
                               b1 (XDP_TX)         (XDP_REDIRECT) b2  b3
      requests go through Shunt, answers from the backends by the router to the client"""

TRY = """\
The lab stays up. Shunt runs in the namespace {name}-shunt; its files are in {home}.

  export SHUNT_SOCKET={socket}
  {shunt} status                        services, backends and their next hops
  {shunt} stats                         counters of services, backends, interfaces and drop reasons
  $EDITOR {file} && {shunt} reload
  kill -9 $(cat {socket}.lock)    the controller dies, the pages still come
  nsenter --net=/run/netns/{name}-shunt {shunt} run --config {file} --pin-dir {pins} \\
      --state-file {state_file}
                                            the next one adopts what it left

  nsenter --net=/run/netns/{name}-client curl http://{vip4}/
  nsenter --net=/run/netns/{name}-client curl 'http://[{vip6}]/'
  nsenter --net=/run/netns/{name}-router tcpdump -nlvi a-b1 'ip proto 4'     what Shunt sends to b1
  nsenter --net=/run/netns/{name}-router tcpdump -nli client                 both directions at the client's port
  bpftool map show pinned {pins}/backend_stats
  bpftool map dump pinned {pins}/backends

  tools/demo --down                     removes all of it"""


class Refused(Exception):
    """The demo cannot start; the text says why and what to do."""


def demo_lab(build):
    return Lab(NAME, build)


def clear(build, kept_too):
    """Removes the lab of a demo that was killed, or kept if kept_too; False if there was none to remove."""
    lab = demo_lab(build)
    if not os.path.isdir(lab.home):
        return False
    try:
        lab.lock = lock_folder(lab.home)
    except BlockingIOError:
        raise Refused("another demo is running; wait for its end") from None
    if os.path.exists(f"{lab.home}/kept") and not kept_too:
        os.close(lab.lock)
        raise Refused("the lab of an earlier demo is up; remove it with: tools/demo --down")
    lab.remove()
    return True


class Clock:
    """Headings with the seconds since the tool started."""

    def __init__(self, elapsed):
        self.start = time.monotonic() - elapsed

    def stage(self, text):
        print(f"[{time.monotonic() - self.start:3.0f}s] {text}", flush=True)


def fetch_pages(lab, clock):
    """The pages of both families: family -> Counter of backends."""
    pages = {}
    for family in (4, 6):
        clock.stage(f"fetching {PAGES:,} pages from http://{host(vip(family))}/, a connection each")
        pages[family] = spread(lab.client, vip(family), PAGES)
    return pages


def report(pages):
    """Prints who answered beside what the weights ask for; True if they agree."""
    total, agree = 2 * PAGES, True
    print(f"\n  {'backend':8} {'weight':>6} {'asked for':>10} {'answered':>9} {'share':>7} {'by IPv4':>8} {'by IPv6':>8}")
    for backend, weight in zip(BACKENDS, WEIGHTS):
        wanted = weight / sum(WEIGHTS)
        found = pages[4][backend.name] + pages[6][backend.name]
        agree = agree and abs(found / total - wanted) <= TOLERANCE
        print(f"  {backend.name:8} {weight:6} {total * wanted:10,.0f} {found:9,} {found / total:7.1%} "
              f"{pages[4][backend.name]:8,} {pages[6][backend.name]:8,}")
    answered = sum(pages[4].values()) + sum(pages[6].values())
    print(f"\n  {answered:,} of {total:,} pages came\n", flush=True)
    return agree and answered == total


def show(lab, *command):
    print(f"$ shunt {' '.join(command)}\n{lab.shunt.ask(*command).stdout}", flush=True)


def demonstrate(lab, clock):
    """Runs Shunt in the lab and traffic through it; True if everything is as it should be."""
    clock.stage("starting a lab of network namespaces")
    print(PICTURE, flush=True)
    lab.create()
    lab.decapsulate()
    clock.stage("starting Shunt: ipip for the IPv4 VIP, GUE for the IPv6 VIP")
    lab.serve(configuration(web_service(4, 4, "ipip", WEIGHTS), web_service(6, 6, "gue", WEIGHTS)))
    agree = report(fetch_pages(lab, clock))
    show(lab, "status")
    show(lab, "stats")
    if lab.shunt.interface("eth0")["transmitted"] == 0 or lab.shunt.interface("eth0")["redirected"] == 0:
        print("XDP_TX or XDP_REDIRECT was not used", file=sys.stderr)
        return False
    if not agree:
        print("the answers are not what the weights ask for", file=sys.stderr)
    return agree


def keep(lab):
    """Leaves the lab to the person and says what to try in it."""
    with open(f"{lab.home}/kept", "w", encoding="utf-8"):
        pass
    shunt = lab.shunt
    print(TRY.format(name=NAME, home=lab.home, socket=shunt.socket, shunt=os.path.relpath(shunt.binary), file=shunt.file,
                     pins=shunt.pins, state_file=shunt.state_file, vip4=VIP4, vip6=VIP6))


def end(number, _frame):
    raise KeyboardInterrupt(f"ended by {signal.Signals(number).name}")


def run_demo(arguments):
    """The exit status."""
    clear(arguments.build, kept_too=False)
    lab, clock, kept = demo_lab(arguments.build), Clock(arguments.elapsed), False
    try:
        fine = demonstrate(lab, clock)
        if arguments.keep:
            keep(lab)
            kept = True
        return 0 if fine else 1
    except (CommandFailed, Expired):
        print(lab.logs(), file=sys.stderr)
        raise
    finally:
        if not kept:
            clock.stage("removing the lab")
            lab.remove()


def main():
    parser = argparse.ArgumentParser(prog="tools/demo")
    parser.add_argument("--build", required=True)
    parser.add_argument("--elapsed", type=float, default=0)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--down", action="store_true")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    try:
        if arguments.down:
            print("removed" if clear(arguments.build, kept_too=True) else "there is no lab to remove")
            return 0
        return run_demo(arguments)
    except (CommandFailed, Expired, Refused) as error:
        print(f"tools/demo: {error}", file=sys.stderr)
    except KeyboardInterrupt as reason:
        print(f"tools/demo: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
