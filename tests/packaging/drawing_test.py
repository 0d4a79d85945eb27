# SPDX-License-Identifier: Apache-2.0
"""What tools/pictures makes of the dashboard and of answers to its queries, and what is left of a picture that is made smaller."""

import os
import struct
import sys
import zlib

from queries import ROOT

sys.path.insert(0, os.path.join(ROOT, "tools/py"))
from lab.dashboard import buckets, dashboard, filled, in_full, legend, rate_interval, spans, table  # noqa: E402
from lab.png import SIGNATURE, chunk, chunks, with_palette  # noqa: E402

TIMES = [10, 20, 30]
INFINITE = float("inf")


def packed(width, rows):
    """A PNG of rows that are filtered already."""
    return (SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b""))


def unpacked(data):
    """Rows of colours of a PNG with a palette."""
    parts = chunks(data)
    width = struct.unpack_from(">I", parts[b"IHDR"])[0]
    raw, palette = zlib.decompress(parts[b"IDAT"]), parts[b"PLTE"]
    return [[palette[3 * i:3 * i + 3] for i in raw[at + 1:at + 1 + width]] for at in range(0, len(raw), width + 1)]


assert in_full('rate(a{job=~"$job", backend=~"$backend"}[$__rate_interval])', "6s") == 'rate(a{job=~".*", backend=~".*"}[6s])'
assert (rate_interval(5, 1), rate_interval(1, 15)) == ("6s", "60s")
assert legend("{{service}} {{ backend }} up", {"service": "web"}) == "web  up"
assert buckets([({"le": "+Inf"}, {10: 5, 20: 7}), ({"le": "0.5"}, {10: 3, 20: 7})], TIMES) == [
    {"bound": 0.5, "counts": [3, 7, None]}, {"bound": None, "counts": [2, 0, None]}]
assert spans(TIMES, [({}, {10: 1, 30: 1})]) == [[10, 10], [30, 30]]
assert table([({"__name__": "up", "job": "b"}, 1.0), ({"job": "a"}, 0.0)]) == {"heads": ["job", "Value"], "rows": [["a", "0"], ["b", "1"]]}

board = filled(dashboard(), TIMES, lambda query: [({"le": "1", "service": "web"}, {10: 1.0, 20: float("nan")})],
               lambda query: [({}, 1.0)], "6s")
assert [p["title"] for p in board["panels"]] == [p["title"] for p in dashboard()["panels"]]
first = next(panel for panel in board["panels"] if panel["type"] == "timeseries")
assert first["lines"][0]["values"] == [1.0, None, None], first

RED, GREEN = b"\xf0\0\0", b"\0\xf0\0"
rows = [b"\0" + RED + GREEN, b"\1" + RED + bytes(3), b"\2" + bytes(6), b"\3" + bytes([0x78, 0, 0]) + bytes(3),
        b"\4" + bytes(6)]
found = unpacked(with_palette(packed(2, rows)))
assert found == [[RED, GREEN], [RED, RED], [RED, RED], [RED, RED], [RED, RED]], found
