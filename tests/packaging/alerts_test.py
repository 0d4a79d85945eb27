# SPDX-License-Identifier: Apache-2.0
"""The alert rules: promtool takes them, they ask for what there is, alerts.test.yml shows each firing and not firing, and
each has a section of docs/alerts.md."""

import os
import re

from queries import ROOT, documented, faults, finish, promtool, read

RULES, TESTS, DOCUMENT = "packaging/prometheus/alerts.yml", "tests/packaging/alerts.test.yml", "docs/alerts.md"


def rules(text):
    """(name, query, runbook) of each; the file is written so that this needs no YAML."""
    for part in text.split("- alert: ")[1:]:
        name = part.split("\n", 1)[0].strip()
        query = re.search(r"expr:(.+?)\n        (?:for|labels):", part, re.DOTALL)[1]
        runbook = re.search(r"runbook_url: (\S+)", part)
        yield name, " ".join(query.replace(">-", "").split()), runbook[1] if runbook else ""


def main():
    known, found = documented(), []
    all_rules = list(rules(read(RULES)))
    sections = re.findall(r"^## (\w+)$", read(DOCUMENT), re.MULTILINE)
    tests = read(TESTS)
    for name, query, runbook in all_rules:
        found += [f"{name}: {fault}" for fault in faults(query, known)]
        if runbook != f"{DOCUMENT}#{name.lower()}":
            found.append(f"{name}: the runbook is {runbook}")
        fires = [block for block in re.findall(rf"alertname: {name}\n((?:[ ]{{8}}[^\n]*\n)*)", tests)]
        if not any("exp_labels" in block for block in fires) or not any("exp_alerts: []" in block for block in fires):
            found.append(f"{name}: {TESTS} does not show it firing, or not not firing")
    names = [name for name, _, _ in all_rules]
    if sections != names:
        found.append(f"{DOCUMENT} has the sections {sections}, the rules are {names}")
    for arguments in (["check", "rules", RULES], ["test", "rules", TESTS]):
        result = promtool(*arguments[:-1], os.path.join(ROOT, arguments[-1]))
        if result.returncode != 0:
            found.append(result.stdout + result.stderr)
    finish(found)


if __name__ == "__main__":
    main()
