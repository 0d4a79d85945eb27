# SPDX-License-Identifier: Apache-2.0
"""The dashboard for Grafana: its rows, and that each of its queries can be parsed and asks for what there is."""

import itertools
import os
import re
import sys

from queries import ROOT, documented, faults, finish, parse

sys.path.insert(0, os.path.join(ROOT, "tools/py"))
from lab.dashboard import dashboard, in_full, queries  # noqa: E402

ROWS = ["Overview", "Service", "Backend", "Dataplane", "Health", "API"]
# What no panel shows, as it is in another form, and why.
UNSHOWN = {"shunt_check_up": "backends show it", "shunt_service_dropped_bytes_total": "packets say it",
           "shunt_service_probe_duration_seconds_sum": "the buckets say it",
           "shunt_service_probe_duration_seconds_count": "the buckets say it",
           "shunt_last_reload_successful": "an alert", "shunt_last_reload_timestamp_seconds": "the annotation",
           "shunt_last_reload_duration_seconds": "of interest to who reloads"}


def overlap(left, right):
    a, b = left["gridPos"], right["gridPos"]
    return a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]


def form_faults(board):
    panels = board["panels"]
    rows = [panel["title"] for panel in panels if panel["type"] == "row"]
    if rows != ROWS:
        yield f"rows are {rows}, not {ROWS}"
    if len({panel["id"] for panel in panels}) != len(panels):
        yield "two panels have one id"
    for left, right in itertools.combinations(panels, 2):
        if overlap(left, right):
            yield f"{left['title']} and {right['title']} lie on each other"
    for panel in panels:
        if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24:
            yield f"{panel['title']} is off the grid"
        if panel["type"] == "row":
            continue
        if not panel["description"] or not panel["targets"]:
            yield f"{panel['title']} has no description or no query"
        if len({target["refId"] for target in panel["targets"]}) != len(panel["targets"]):
            yield f"{panel['title']}: two queries have one refId"
        if any(source["uid"] != "${datasource}" for source in [panel["datasource"], *(t["datasource"] for t in panel["targets"])]):
            yield f"{panel['title']} asks one certain data source"


def variable_faults(board, known):
    names = {variable["name"] for variable in board["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]\w*)", str(board["panels"]) + str(board["templating"])))
    for name in used - names:
        yield f"there is no variable {name}"
    for variable in board["templating"]["list"]:
        if variable["type"] != "query":
            continue
        found = re.fullmatch(r"label_values\((.+), (\w+)\)", in_full(variable["definition"]))
        if not found or variable["query"]["query"] != variable["definition"]:
            yield f"variable {variable['name']}: not label_values(METRIC, LABEL)"
        else:
            yield from faults(f"count by ({found[2]}) ({found[1]})", known)


def main():
    board, known = dashboard(), documented()
    asked = [query for _, query in queries(board)]
    found = [*form_faults(board), *variable_faults(board, known)]
    for query in asked:
        found += faults(query, known)
    shown = set(re.findall(r"\bshunt_\w+", " ".join(asked)))
    found += [f"no panel shows {name}" for name in sorted(set(known) - shown - set(UNSHOWN))]
    found += [f"{name} is shown after all" for name in sorted(shown & set(UNSHOWN))]
    said = parse(asked)
    finish(found + [said] if said else found)


if __name__ == "__main__":
    main()
