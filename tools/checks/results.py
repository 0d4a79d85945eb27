# SPDX-License-Identifier: Apache-2.0
"""Sums up what ctest wrote with --output-junit: the skipped with their reasons, the failed, and one line of counts.

Arguments: the files. Status 1 if a test failed, was not run, or a file is missing.
"""

import re
import sys
import xml.etree.ElementTree as xml

REASON = re.compile(r"^(?:SKIPPED: |.*: Skipped\n)(.+)$", re.MULTILINE)


def reason(case):
    """Why a test was skipped, as it printed it: after `SKIPPED: ` or on the line below GoogleTest's `: Skipped`."""
    found = REASON.search(case.findtext("system-out") or "")
    return found.group(1).strip() if found else "no reason printed"


def kind(case):
    """passed, failed or skipped. What is disabled or has no program is a failure: nobody said why it may not run."""
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    chosen = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if chosen else "failed"


def main():
    found = {"passed": [], "failed": [], "skipped": []}
    missing = 0
    for path in sys.argv[1:]:
        folder = path.split("/")[-2]
        try:
            for case in xml.parse(path).getroot().iter("testcase"):
                found[kind(case)].append((f"{folder} {case.get('name')}", case))
        except (OSError, xml.ParseError) as error:
            print(f"FAILED  no results of {folder}: {error}")
            missing += 1
    for name, case in found["skipped"]:
        print(f"SKIPPED {name}: {reason(case)}")
    for name, _ in found["failed"]:
        print(f"FAILED  {name}")
    counts = {which: len(cases) for which, cases in found.items()}
    counts["failed"] += missing
    print(", ".join(f"{count} {which}" for which, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
