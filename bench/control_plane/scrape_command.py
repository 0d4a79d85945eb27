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
import statistics
import time

from alone import attached, checked, files, for_sizes, get, settle
from process import at_rest, memory, spent_by

SCRAPES = 40
FORMS = {"text": ("/metrics", "text/plain"), "OpenMetrics": ("/metrics", "application/openmetrics-text"),
         "text, by CPU": ("/metrics?cpu=1", "text/plain")}


def scrape(shunt, form):
    path, accept = FORMS[form]
    return get(shunt, path, f"Accept: {accept}")


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def measure_form(shunt, pid, form, rest):
    """The part of a row that depends on the form."""
    text, walls = scrape(shunt, form), []
    used = spent_by(lambda: walls.extend(seconds(lambda: scrape(shunt, form)) for _ in range(SCRAPES)), pid, rest)
    return {"form": form, "samples": sum(not line.startswith("#") for line in text.splitlines()), "mib": round(len(text) / 2**20, 1),
            "cpu_ms": round(used / SCRAPES * 1e3, 1), "wall_ms": round(statistics.median(walls) * 1e3, 1),
            "peak_mib": round(memory(pid)["VmHWM"], 1)}


def measure(shunt, build, services):
    text = files(build, services)[0]
    for with_checks in (False, True):
        with attached(shunt, checked(text) if with_checks else text) as pid:
            settle()
            rest, resident = at_rest(pid), memory(pid)["VmRSS"]
            for form in FORMS:
                print(json.dumps({"bench": "scrape_command", "services": services, "checked": with_checks,
                                  "resident_mib": round(resident, 1), **measure_form(shunt, pid, form, rest)}), flush=True)


if __name__ == "__main__":
    for_sizes(__doc__, measure, [1000])
