# SPDX-License-Identifier: Apache-2.0
"""A lab in which things happen to three services, for the picture of the dashboard: a Prometheus looks on meanwhile.

A backend fails and comes back, one answers no client, one is drained; packets that may not be forwarded come; one file is
refused, and one names a backend that is not there.
"""

import contextlib
import os
import time

from lab import datagrams
from lab.dashboard import dashboard, filled, rate_interval
from lab.live import EchoServers, echo_service, held
from lab.prometheus import SCRAPE, Prometheus
from lab.requests import going_on
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS, CLIENT4, VIP4, VIP6

LISTEN = "127.0.0.1:9977"
HTTP = "{type: http, path: /page, interval: 1s, timeout: 500ms, rise: 2, fall: 2}"
ICMP = "{type: icmp, interval: 1s, timeout: 500ms}"
NOBODY = "198.51.100.99"  # of segment A, where nobody has it
POINTS = 144
LOADS = (6, 8, 12, 15, 13, 9, 7, 10)  # requests at a time


def text(*more):
    """The file. more: further backends of chat."""
    web = web_service(weights=(10, 10, 10))
    web.name = "web"
    web.options.update(health=HTTP, passive="warn", slow_start="1m")
    ipv6 = web_service(inner=6)
    ipv6.name = "web-ipv6"
    ipv6.options.update(health=HTTP, quorum=3, fail="closed", scheduler="least-connections")
    chat = echo_service(name="chat", health=ICMP)
    chat.backends += [(address, 1) for address in more]
    return f"api: {{listen: {LISTEN}}}\nlimits: {{flows: 4096}}\n" + configuration(web, ipv6, chat)


class Incidents:
    """What happens, by its name in STORY."""

    def __init__(self, lab):
        self.lab, self.background = lab, []

    def start(self, *command, where=None):
        """A program that goes on until the end of the story."""
        log = f"{self.lab.home}/background-{len(self.background)}.log"
        self.background.append((where or self.lab.client).start(*command, log=log))

    def stop(self):
        for process in self.background:
            process.stop()

    def unreachable(self):
        self.lab.shunt.reload(text(NOBODY))

    def mended(self):
        self.lab.shunt.reload(text())

    def refused(self):
        self.lab.shunt.write("nonsense: 1\n")
        self.lab.shunt.ask("reload", check=False)
        self.lab.shunt.write(text())

    def strangers(self):
        """Questions in the name of another machine, which the API refuses."""
        for _ in range(8):
            self.lab.shunt.namespace.run("curl", "-s", "-H", "Host: example.com", f"http://{LISTEN}/metrics")

    def listener(self):
        self.start("curl", "-sN", f"http://{LISTEN}/v1/events", where=self.lab.shunt.namespace)

    def expired(self):
        """Datagrams with a TTL of 1 where Shunt gets them."""
        self.start(datagrams.__file__, VIP4, "7000", "800", "12", "2")

    def fragments(self):
        self.start(datagrams.__file__, VIP4, "7000", "600", "9", "64", "2000")

    def fails(self):
        self.lab.web["b2"].stop()

    def is_back(self):
        self.lab.web["b2"].bring_back()

    def is_deaf(self):
        """b3 hears no client, while its checks pass."""
        rule = f"ip saddr {CLIENT4} ip daddr {VIP4} tcp dport 80 tcp flags syn drop;"
        self.lab.topology["b3"].run("nft", "-f", "-", input="table inet deaf {\n chain only {\n"
                                    f"type filter hook input priority 0;\n{rule}\n}}\n}}\n")

    def hears(self):
        self.lab.topology["b3"].run("nft", "delete", "table", "inet", "deaf")

    def drained(self):
        self.lab.shunt.ask("backend", "drain", "chat", BACKENDS[0].ipv4)

    def enabled(self):
        self.lab.shunt.ask("backend", "enable", "chat", BACKENDS[0].ipv4)


# Part of the time that has gone by -> what happens.
STORY = ((0.08, "strangers"), (0.12, "unreachable"), (0.17, "expired"), (0.26, "mended"), (0.30, "fails"), (0.42, "is_back"),
         (0.47, "listener"), (0.52, "fragments"), (0.58, "is_deaf"), (0.70, "hears"), (0.75, "refused"), (0.80, "drained"),
         (0.90, "enabled"), (0.94, "strangers"))


def traffic(lab, seconds):
    """Lets the story go by under traffic; its first and last second, since 1970."""
    begun, incidents, story = time.time(), Incidents(lab), list(STORY)
    for family in ("v4", "v6"):
        os.makedirs(f"{lab.home}/{family}", exist_ok=True)
    try:
        for turn in range(3 * len(LOADS)):
            load, until = LOADS[turn % len(LOADS)], begun + seconds * (turn + 1) / (3 * len(LOADS))
            with going_on(lab.client, VIP4, f"{lab.home}/v4", "--parallel", str(load), "--pause", "0.15"), \
                    going_on(lab.client, VIP6, f"{lab.home}/v6", "--parallel", str(load // 2), "--pause", "0.15"):
                while time.time() < until:
                    while story and time.time() >= begun + seconds * story[0][0]:
                        getattr(incidents, story.pop(0)[1])()
                    time.sleep(0.2)
    finally:
        incidents.stop()
    return begun, time.time()


def story_of_dashboard(lab, minutes):
    """Serves, lets it happen, and returns what dashboard.js draws."""
    lab.decapsulate()
    EchoServers(lab)
    lab.serve(text())
    with contextlib.ExitStack() as open_flows:
        open_flows.enter_context(held(lab, udp=True, count=60, interval=0.4, churn=3, life=5.0))
        prometheus = Prometheus(lab.shunt.namespace, f"{lab.home}/prometheus", LISTEN).start()
        prometheus.wait_for("min(shunt_backend_health_up)", 1)
        begin, end = traffic(lab, 60 * minutes)
        step = max(SCRAPE, int((end - begin) / POINTS))
        times = list(range(int(begin) + 2 * step, int(end), step))
        return filled(dashboard(), times, lambda query: prometheus.over_time(query, times[0], times[-1], step),
                      prometheus.series, rate_interval(step, SCRAPE))
