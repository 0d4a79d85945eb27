# SPDX-License-Identifier: Apache-2.0
"""The queries of packaging/grafana/shunt.json."""

import json

from queries import read

FILE = "packaging/grafana/shunt.json"
# What Grafana puts in place of its variables where all of each are chosen.
VALUES = {"$__rate_interval": "5m", "$job": ".*", "$instance": ".*", "$service": ".*", "$backend": ".*"}


def dashboard():
    return json.loads(read(FILE))


def in_full(query):
    for variable, value in VALUES.items():
        query = query.replace(variable, value)
    return query


def queries(board):
    """(title of the panel, query) of all panels and annotations."""
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], in_full(target["expr"])
    for annotation in board["annotations"]["list"]:
        yield annotation["name"], in_full(annotation["expr"])
