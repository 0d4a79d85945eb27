# SPDX-License-Identifier: Apache-2.0
"""tools/checks/kernel_table.py: the table in docs/kernels.md survives a round trip, and regressions are found."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/checks"))

import kernel_table  # noqa: E402 the path above comes first
from kernel_table import REJECTED  # noqa: E402

KEY = ("shunt", "shunt_forward", "6.1")
STORED = {KEY: {"version": "6.1.1-1", "clang 14": 1000}}


def measured(cost, compiler="clang 14", key=KEY):
    """A table of one cell."""
    return {key: {"version": "6.1.2-1", compiler: cost}}


class KernelTableTest(unittest.TestCase):
    def test_what_was_written_is_read_again(self):
        table = {KEY: {"version": "6.1.1-1", "clang 14": 123456, "clang 19": REJECTED},
                 ("shunt", "shunt_forward", "6.12"): {"version": "6.12.1", "clang 19": 7}}
        document = f"before\n{kernel_table.BEGIN}\n{kernel_table.END}\nafter\n"
        written = kernel_table.replaced(document, table)
        self.assertEqual(kernel_table.parse(written), table)
        self.assertTrue(written.startswith("before\n") and written.endswith("after\n"))

    def test_a_document_without_its_table_is_refused(self):
        for document in ("", f"{kernel_table.BEGIN}\n", kernel_table.END):
            with self.assertRaisesRegex(ValueError, "no table between"):
                kernel_table.parse(document)

    def test_an_object_that_nothing_was_said_of_is_no_result(self):
        lines = ["a/shunt.bpf.o shunt_forward 7", "a/decap.bpf.o - rejected"]
        self.assertEqual(kernel_table.costs(lines, ["a/shunt.bpf.o", "a/decap.bpf.o"]),
                         [("a/shunt.bpf.o", "shunt_forward", 7), ("a/decap.bpf.o", "-", REJECTED)])
        with self.assertRaisesRegex(ValueError, "not measured: b/shunt.bpf.o$"):
            kernel_table.costs(lines, ["a/shunt.bpf.o", "a/decap.bpf.o", "b/shunt.bpf.o"])

    def test_a_fifth_more_is_allowed(self):
        self.assertEqual(kernel_table.faults(STORED, measured(1200), ["6.1"]), [])

    def test_more_than_a_fifth_more_is_a_fault(self):
        self.assertIn("1,000 recorded", kernel_table.faults(STORED, measured(1201), ["6.1"])[0])

    def test_a_rejected_program_is_a_fault_even_if_that_is_recorded(self):
        self.assertEqual(len(kernel_table.faults(measured(REJECTED), measured(REJECTED), ["6.1"])), 1)

    def test_a_cost_that_is_not_recorded_is_a_fault_on_kernels_that_must_be(self):
        self.assertEqual(len(kernel_table.faults(STORED, measured(5, "clang 19"), ["6.1"])), 1)
        self.assertEqual(kernel_table.faults(STORED, measured(5, "clang 19"), []), [])

    def test_merging_keeps_what_was_not_measured(self):
        merged = kernel_table.merged(STORED, measured(5, "clang 19"))
        self.assertEqual(merged[KEY], {"version": "6.1.2-1", "clang 14": 1000, "clang 19": 5})

    def test_merging_forgets_programs_that_an_object_no_longer_has(self):
        merged = kernel_table.merged(STORED, measured(5, key=("shunt", "renamed", "6.1")))
        self.assertEqual(list(merged), [("shunt", "renamed", "6.1")])


if __name__ == "__main__":
    unittest.main()
