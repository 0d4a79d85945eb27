# SPDX-License-Identifier: Apache-2.0
"""Each fault of docs/troubleshooting.md that a lab can make has a scenario that holds the page to what is printed."""

import os
import re
import sys
import unittest

E2E = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e")
sys.path.insert(0, E2E)

from fault_table import documented, pattern  # noqa: E402 the path above comes first


def sources():
    for name in sorted(os.listdir(E2E)):
        if name.endswith("_test.py"):
            with open(f"{E2E}/{name}", encoding="utf-8") as file:
                yield file.read()


class FaultTable(unittest.TestCase):
    def test_each_fault_has_a_scenario(self):
        text = "\n".join(sources())
        self.assertGreater(len(documented()), 30)
        self.assertEqual([fault for fault in documented() if f'"{fault}"' not in text], [])

    def test_each_scenario_names_a_fault_of_the_table(self):
        named = set(re.findall(r'documented\w*\((?:lab, )?"([^"]+)"', "\n".join(sources())))
        self.assertEqual(named - documented().keys(), set())

    def test_numbers_and_names_may_differ_and_words_may_not(self):
        line = "flow table: 3,500 of 4096 flows; service web; /etc/shunt/shunt.yaml:14:1: ..."
        for other, same in (("flow table: 12 of 13 flows; service echo4; /tmp/x.yaml:1:22: what", True),
                            ("flow table:  12 of 13  flows; service echo4; /tmp/x.yaml:1:22: what", True),
                            ("flow table: many of 13 flows; service echo4; /tmp/x.yaml:1:22: what", False),
                            ("flow table: 12 of 13 flows, service echo4; /tmp/x.yaml:1:22: what", False)):
            self.assertEqual(bool(re.search(pattern(line), other)), same, other)


if __name__ == "__main__":
    unittest.main()
