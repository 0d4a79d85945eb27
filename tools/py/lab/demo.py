# SPDX-License-Identifier: Apache-2.0
"""The demo: 3,000 pages through Shunt in a lab of its own. tools/demo installs and builds first, then runs this."""

import argparse
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from lab.command import CommandFailed, Expired, wait_until  # noqa: E402
from lab.lab import Lab, lock_folder  # noqa: E402
from lab.requests import answered, failed, going_on, instant  # noqa: E402
from lab.shunt import configuration, web_service  # noqa: E402
from lab.topology import BACKENDS, VIP4, VIP6, vip  # noqa: E402
from lab.web import host, spread  # noqa: E402

NAME = "shunt-demo"
WEIGHTS = (1, 1, 2)
PAGES = 1500  # of each family
# A flow's slot is a matter of chance: with 3,000 flows a share of 50% stays within 4.6 points in all but 1 of
# 2,000,000 runs, smaller shares within less.
TOLERANCE = 0.046

HEALTH = "{type: http, path: /page, interval: 200ms, timeout: 150ms, rise: 2, fall: 2}"
LOAD = 400  # requests to look at in each part of the failure

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
  {shunt} top                           the same as rates, live
  {shunt} doctor                        what is wrong with the host, and {shunt} doctor web4 BACKEND with one backend
  {shunt} explain --from 203.0.113.7:40000 --to {vip4}:80     what becomes of a packet, and why
  {shunt} flows                         the recorded flows
  {shunt} capture -w demo.pcapng --count 10                   packets as they came and as they left
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


def checked(service):
    service.options["health"] = HEALTH
    return service


def transition(lab, backend, state):
    """Waits until the check of a backend says so: when it did, in seconds since the epoch, and why it had to."""
    def health():
        health = lab.shunt.backend(backend.ipv4)["health"]
        return health if health["state"] == state else None
    health = wait_until(f"{backend.name} {state}", health)
    return instant(health["since"]), health["reason"]


def part(name, requests):
    """A line of the failure: name, requests, failures and who answered; the failures."""
    by = answered(requests)
    shares = ", ".join(f"{backend.name} {by[backend.name]}" for backend in BACKENDS)
    lost = failed(requests)
    print(f"  {name:34} {len(requests):5} requests, {len(lost):3} failed   {shares}", flush=True)
    return lost


def fail_and_return(lab, clock):
    """Ends the web server of b2 under load and brings it back; True if no request failed but until the check knew."""
    victim = BACKENDS[1]
    clock.stage(f"requests go on while the web server of {victim.name} ends, and comes back")
    with going_on(lab.client, VIP4, lab.home) as requests:
        begin = time.time()
        requests.wait_for(LOAD, begin)
        ended = time.time()
        lab.web[victim.name].stop()
        down, reason = transition(lab, victim, "down")
        requests.wait_for(LOAD, down)
        returned = time.time()
        lab.web[victim.name].start()
        up, _ = transition(lab, victim, "up")
        requests.wait_for(LOAD, up)
        print(f"\n  {victim.name} is down {(down - ended) * 1000:,.0f} ms after its end: {reason}; "
              f"up {(up - returned) * 1000:,.0f} ms after its return\n")
        part("before", requests.between(begin, ended))
        part("until the check knows", requests.between(ended, down))
        lost = part("while it is down", requests.between(down, returned))
        lost += part("while it comes back", requests.between(returned, up))
        lost += part("after it has come back", requests.between(up))
    print(flush=True)
    for request in lost:
        print(f"a request failed: {request.why}", file=sys.stderr)
    return not lost


def demonstrate(lab, clock):
    """Runs Shunt in the lab and traffic through it; True if everything is as it should be."""
    clock.stage("starting a lab of network namespaces")
    print(PICTURE, flush=True)
    lab.create()
    lab.decapsulate()
    clock.stage("starting Shunt: ipip for the IPv4 VIP, GUE for the IPv6 VIP")
    lab.serve(configuration(checked(web_service(4, 4, "ipip", WEIGHTS)), checked(web_service(6, 6, "gue", WEIGHTS))))
    agree = report(fetch_pages(lab, clock))
    show(lab, "status")
    show(lab, "stats")
    if lab.shunt.interface("eth0")["transmitted"] == 0 or lab.shunt.interface("eth0")["redirected"] == 0:
        print("XDP_TX or XDP_REDIRECT was not used", file=sys.stderr)
        return False
    if not agree:
        print("the answers are not what the weights ask for", file=sys.stderr)
    survived = fail_and_return(lab, clock)
    if not survived:
        print("requests failed although the check knew", file=sys.stderr)
    show(lab, "status", "web4")
    return agree and survived


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
