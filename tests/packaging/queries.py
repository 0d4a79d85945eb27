# SPDX-License-Identifier: Apache-2.0
"""Queries of Prometheus's language, and which metrics there are for them: those of docs/metrics.md, which the unit tests hold
against what the controller shows."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
OTHERS = {"up"}
KEYWORD_LISTS = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
NAME = re.compile(r"\b(?:shunt_\w+|up)\b")
LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*(?=S)")
COMMON = {"job", "instance"}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def documented():
    """Name in a query -> the labels it has."""
    known = {}
    for name, kind, labels in re.findall(r"^\| `(shunt_\w+)` \| (\w+) \| ([a-z, ]*)\|", read("docs/metrics.md"), re.MULTILINE):
        has = set(re.findall(r"[a-z]+", labels)) | COMMON
        if kind == "histogram":
            known.update({f"{name}_bucket": has, f"{name}_sum": has - {"le"}, f"{name}_count": has - {"le"}})
        else:
            known[name] = has
    return known


def faults(query, known):
    """What the query names that there is not: a line each."""
    bare = STRING.sub("S", query)
    names = set(NAME.findall(bare))
    if not names:
        yield f"{query}: no metric"
    for name in names - OTHERS - set(known):
        yield f"{query}: docs/metrics.md has no {name}"
    labels = set(LABEL.findall(bare)) | {word for words in KEYWORD_LISTS.findall(bare) for word in re.findall(r"\w+", words)}
    has = set().union(COMMON, *(known.get(name, set()) for name in names))
    for label in labels - has:
        yield f"{query}: none of its metrics has a label {label}"


def promtool(*arguments):
    """Ends this test as skipped if there is none."""
    if not shutil.which("promtool"):
        print("SKIPPED: no promtool; install the package prometheus")
        sys.exit(77)
    return subprocess.run(["promtool", *arguments], text=True, capture_output=True)


def parse(queries):
    """What promtool says against these queries; empty: nothing."""
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write("groups:\n- name: all\n  rules:\n")
        for number, query in enumerate(queries):
            file.write(f"  - record: query:{number}\n    expr: '{query.replace(chr(39), chr(39) * 2)}'\n")
        file.flush()
        result = promtool("check", "rules", file.name)
    return "" if result.returncode == 0 else result.stdout + result.stderr


def finish(found):
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
