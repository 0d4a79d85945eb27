#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a scrape of /metrics takes: 1,000 services of 10 backends each, checked and not.

usage: scrape_command.py BUILD [SERVICES...]

The file is that of reload_bench.cpp, its next hops behind one gateway; "checked" adds a check to each service, at an interval that
leaves the controller alone meanwhile. Measured is the controller's process: its processor time for one scrape, from /proc, over as many
as make the kernel's ticks small, less what it takes at rest; and the time by the clock on the wall until the last byte has come. Prints a
JSON object for each case. Needs root.
"""

import json
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import run, wait_until  # noqa: E402 the path above comes first
from lab.shunt import Shunt  # noqa: E402
from process import memory, processor_time  # noqa: E402
from reload_command import files, host_alone  # noqa: E402

SCRAPES = 40
FORMS = {"text": ("/metrics", "text/plain"), "OpenMetrics": ("/metrics", "application/openmetrics-text"),
         "text, by CPU": ("/metrics?cpu=1", "text/plain")}
CHECK = "    health: {type: tcp, port: 80, via: direct, interval: 1h, fast_interval: 1h, timeout: 900ms, initial: up}\n"


def spent(pid):
    return sum(processor_time(pid))


def scrape(shunt, path, accept):
    """Seconds, and the text."""
    start = time.monotonic()
    text = run(["curl", "-sf", "--unix-socket", shunt.socket, "-H", f"Accept: {accept}", f"http://localhost{path}"]).stdout
    return time.monotonic() - start, text


def at_rest(pid):
    """Processor seconds a second."""
    before, start = spent(pid), time.monotonic()
    time.sleep(5)  # what is measured is the time itself
    return (spent(pid) - before) / (time.monotonic() - start)


def measure(shunt, services, checked):
    shunt.start()
    wait_until("an attached interface", lambda: shunt.status()["interfaces"][0]["attached"], deadline=30)
    pid = int(open(f"{shunt.socket}.lock", encoding="ascii").read())
    time.sleep(3)  # probes of the start
    rest, resident = at_rest(pid), memory(pid)["VmRSS"]
    for form, (path, accept) in FORMS.items():
        text = scrape(shunt, path, accept)[1]
        before, start = spent(pid), time.monotonic()
        walls = [scrape(shunt, path, accept)[0] for _ in range(SCRAPES)]
        used = spent(pid) - before - rest * (time.monotonic() - start)
        samples = sum(not line.startswith("#") for line in text.splitlines())
        print(json.dumps({"bench": "scrape_command", "services": services, "checked": checked, "form": form, "samples": samples,
                          "mib": round(len(text) / 2**20, 1), "cpu_ms": round(used / SCRAPES * 1e3, 1),
                          "wall_ms": round(statistics.median(walls) * 1e3, 1), "resident_mib": round(resident, 1),
                          "peak_mib": round(memory(pid)["VmHWM"], 1)}), flush=True)
    shunt.stop()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    build, sizes = os.path.abspath(sys.argv[1]), [int(count) for count in sys.argv[2:]] or [1000]
    with host_alone() as (host, home):
        for services in sizes:
            text = files(build, services)[0]
            for checked in (False, True):
                shunt = Shunt(host, f"{build}/shunt", home)
                shunt.write(text.replace("    backends:", CHECK + "    backends:") if checked else text)
                measure(shunt, services, checked)


if __name__ == "__main__":
    main()
