# SPDX-License-Identifier: Apache-2.0
"""The dashboard for Grafana, packaging/grafana/shunt.json: its queries, and what its panels show of the answers."""

import json
import math
import os
import re

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../packaging/grafana/shunt.json")


def dashboard():
    with open(FILE, encoding="utf-8") as file:
        return json.load(file)


def in_full(query, rate_interval="5m"):
    """As Grafana asks it where all of each variable are chosen."""
    query = query.replace("$__rate_interval", rate_interval)
    return re.sub(r"\$(job|instance|service|backend)\b", ".*", query)


def rate_interval(step, scrape):
    """Grafana's $__rate_interval of a panel with a point each `step` seconds, for scrapes each `scrape` seconds."""
    return f"{max(step + scrape, 4 * scrape)}s"


def queries(board):
    """(title of the panel, query) of all panels and annotations."""
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], in_full(target["expr"])
    for annotation in board["annotations"]["list"]:
        yield annotation["name"], in_full(annotation["expr"])


def legend(form, labels):
    """The name of a series: {{label}} stands for its label's value."""
    return re.sub(r"{{\s*(\w+)\s*}}", lambda found: labels.get(found[1], ""), form).strip()


def known(value):
    return value if math.isfinite(value) else None


def line(times, values):
    """values: time -> number. A value for each time, None where there is none."""
    return [known(values[time]) if time in values else None for time in times]


def lines(panel, answers, times):
    """The series of a panel: name and values. answers: of each target its (labels, time -> number)."""
    return [{"name": legend(target["legendFormat"], labels), "values": line(times, values)}
            for target, answer in zip(panel["targets"], answers) for labels, values in answer]


def buckets(answer, times):
    """Of a histogram's counts by `le`, which include those of smaller bounds: of each bucket its bound and own counts."""
    bounds = sorted((float(labels["le"]), line(times, values)) for labels, values in answer)
    below, own = [0] * len(times), []
    for bound, counts in bounds:
        difference = [None if count is None else max(0, count - (less or 0)) for count, less in zip(counts, below)]
        own.append({"bound": known(bound), "counts": difference})
        below = counts
    return own


def table(answer):
    """Heads and rows of what an instant query finds: (labels, number)."""
    names = sorted({name for labels, _ in answer for name in labels} - {"__name__"})
    rows = sorted([labels.get(name, "") for name in names] + [f"{value:g}"] for labels, value in answer)
    return {"heads": names + ["Value"], "rows": rows}


def spans(times, answer):
    """[first, last] time of each stretch in which a series of an annotation's query has points."""
    found = []
    for _, values in answer:
        before = None
        for time in times:
            if time in values:
                if before is None:
                    found.append([time, time])
                found[-1][1] = time
            before = values.get(time)
    return found


def variables(board):
    """Labels of what can be chosen; all of each is."""
    return [variable["label"] for variable in board["templating"]["list"] if variable["type"] == "query"]


def filled(board, times, over_time, now, rate):
    """What there is to draw: of each panel its place, title, unit and content.

    times: of the points; over_time: (query) -> list of (labels, time -> number); now: (query) -> list of (labels, number).
    """
    def content(panel):
        if panel["type"] == "row":
            return {}
        asked = [in_full(target["expr"], rate) for target in panel["targets"]]
        if panel["type"] == "table":
            return {"table": table([found for query in asked for found in now(query)])}
        if panel["type"] == "heatmap":
            return {"buckets": buckets([found for query in asked for found in over_time(query)], times)}
        return {"lines": lines(panel, [over_time(query) for query in asked], times)}

    def drawn(panel):
        return {"type": panel["type"], "title": panel["title"], "place": panel["gridPos"],
                "unit": panel.get("fieldConfig", {}).get("defaults", {}).get("unit"), **content(panel)}
    return {"title": board["title"], "variables": variables(board), "times": times,
            "panels": [drawn(panel) for panel in board["panels"]],
            "annotations": [span for each in board["annotations"]["list"]
                            for span in spans(times, over_time(in_full(each["expr"], rate)))]}
