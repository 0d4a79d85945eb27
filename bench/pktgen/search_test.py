# SPDX-License-Identifier: Apache-2.0
"""The search finds the rate of a simulated device, parameters are checked with their places, flows are as many as
asked, and charts are XML. No packets, no privileges."""

import itertools
import random
import types
import unittest
import xml.etree.ElementTree

import parameters
from parameters import flow_ranges
from results import chart, conclusion
from search import Search, Trial

FILE = """\
interface = eth1   # a comment
vip = 192.0.2.10
port = 9
rate_min = 1_000
rate_max = 100000
shunt = shunt
"""


def settings(**changes):
    values = {"rate_min": 1000, "rate_max": 100000, "ramp_steps": 10, "trials": 1, "resolution": 1.0,
              "loss_tolerance": 0.0}
    return types.SimpleNamespace(**{**values, **changes})


def device(capacity, generator=10**9):
    """A device that forwards up to `capacity` packets/s, behind a generator that sends up to so many."""
    def trial(rate):
        sent = min(rate, generator)
        forwarded = min(sent, capacity)
        return Trial(rate, 1.0, sent, forwarded, None, reasons={"slow": sent - forwarded} if sent > forwarded else {})
    return trial


class TheSearch(unittest.TestCase):
    def test_finds_the_capacity_to_the_resolution(self):
        dice = random.Random(1)
        for capacity in [dice.randint(1000, 99000) for _ in range(200)]:
            found = Search(settings(), device(capacity)).run()
            self.assertEqual(found.reason, "resolution")
            self.assertLessEqual(found.highest.asked_pps, capacity)
            self.assertGreaterEqual(found.highest.asked_pps, capacity * 0.99 - 1)

    def test_says_where_it_ended_without_loss(self):
        self.assertEqual(Search(settings(), device(10**9)).run().reason, "rate_max")
        found = Search(settings(), device(10**9, generator=50000)).run()
        self.assertEqual((found.reason, found.highest.sent), ("generator", 50000))

    def test_says_that_the_lowest_rate_lost_packets(self):
        found = Search(settings(), device(10)).run()
        self.assertIsNone(found.highest)
        self.assertIn("990 of 1,000", conclusion(found, settings()))

    def test_tolerates_the_loss_that_the_file_allows(self):
        found = Search(settings(loss_tolerance=10), device(50000)).run()
        self.assertGreater(found.highest.asked_pps, 54000)

    def test_a_rate_passes_only_if_every_trial_passes(self):
        turns = itertools.cycle((40000, 40000, 20000))
        found = Search(settings(trials=3), lambda rate: device(next(turns))(rate)).run()
        self.assertLessEqual(found.highest.asked_pps, 20000)

    def test_the_chart_is_xml_with_a_line_for_each_drop_reason(self):
        subject = {"vip": "192.0.2.10", "frame_size": 64, "flows": 1}
        picture = chart(subject, Search(settings(), device(50000)).run())
        xml.etree.ElementTree.fromstring(picture)
        self.assertIn("drop: slow", picture)


class Flows(unittest.TestCase):
    def test_steps_taken_together_pass_through_every_pair(self):
        for flows in (1, 2, 1000, 64511, 64512, 100_000, 1_000_000):
            addresses, ports = flow_ranges(flows, 4)
            self.assertGreaterEqual(addresses * ports, flows)
            self.assertLess(addresses * ports, flows * 1.01 + 20)
            if flows <= 100_000:
                pairs = {(step % addresses, step % ports) for step in range(addresses * ports)}
                self.assertEqual(len(pairs), addresses * ports)


class TheParameterFile(unittest.TestCase):
    def refusal(self, content):
        with self.assertRaises(parameters.Refused) as caught:
            parameters.parse(content, "f")
        return str(caught.exception).splitlines()

    def test_is_read(self):
        read = parameters.parse(FILE, "f")
        self.assertEqual((read.interface, read.rate_min, read.frame_size), ("eth1", 1000, [64]))

    def test_every_mistake_is_reported_with_its_place(self):
        bad = FILE.replace("port = 9", "  prot = 9").replace("192.0.2.10", "192.0.2.300") + "nonsense\nflows = -1\n"
        self.assertEqual(self.refusal(bad), [
            'f:1:1: missing key "port"',
            'f:2:7: vip: expected an IPv4 or IPv6 address of a host, found "192.0.2.300"',
            'f:3:3: unknown key "prot"; did you mean "port"?',
            "f:7:1: expected KEY = VALUE",
            'f:8:9: flows: expected a whole number from 1 to 100000000, found "-1"'])

    def test_addresses_of_groups_and_of_nobody_are_refused(self):
        for value in ("224.0.0.1", "0.0.0.0", "ff02::1", "fe80::1%eth1"):
            self.assertIn("vip: expected", self.refusal(FILE.replace("192.0.2.10", value))[0])
        for value in ("ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"):
            self.assertIn("MAC address of a port", self.refusal(f"{FILE}destination_mac = {value}\n")[0])

    def test_values_that_do_not_go_together_are_refused(self):
        self.assertIn("f:5:12: rate_max", self.refusal(FILE.replace("100000", "10"))[0])
        self.assertIn("at least 82 for IPv6", self.refusal(FILE.replace("192.0.2.10", "2001:db8::1"))[0])
        self.assertIn("what counts", self.refusal(FILE.replace("shunt = shunt", ""))[0])
        self.assertIn("f:7:11: source4", self.refusal(FILE + "source4 = 255.255.255.250\nflows = 10000000\n")[0])
        self.assertIn("first in line 1", self.refusal(FILE + "interface = eth2\n")[0])


if __name__ == "__main__":
    unittest.main()
