# SPDX-License-Identifier: Apache-2.0
"""Shunt and xdp-filter on one interface, through libxdp's dispatcher. For scenarios.py, in a guest: the kernel must
take programs of type EXT."""

from scenario import expect, expect_equal, scenario
from running_capture import Running, capturing
from lab.shunt import configuration, web_service
from lab.topology import CLIENT4, vip
from lab.web import fetch, spread


def xdp_filter(lab, *arguments):
    lab.shunt.namespace.run("xdp-filter", *arguments)


def both_work(lab):
    """The filter decides before Shunt does: what it drops does not arrive, all else is forwarded."""
    expect_equal(sum(spread(lab.client, vip(4), 30, parallel=5).values()), 30, "answers")
    xdp_filter(lab, "ip", "--mode", "src", CLIENT4)
    refused = fetch(lab.client, vip(4), timeout=3, check=False)
    expect(refused.returncode != 0, "a page came although xdp-filter drops the client's packets")
    xdp_filter(lab, "ip", "--mode", "src", "--remove", CLIENT4)
    expect(fetch(lab.client, vip(4), timeout=20), "no page after xdp-filter let the client in again")


def shunt_stays(lab):
    """The filter goes, and Shunt forwards on."""
    xdp_filter(lab, "unload", "eth0")
    expect_equal(sum(spread(lab.client, vip(4), 30, parallel=5).values()), 30, "answers without xdp-filter")


@scenario("xdp-filter that was there before works on beside Shunt")
def filter_before(lab):
    xdp_filter(lab, "load", "--mode", "native", "eth0")
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    both_work(lab)
    shunt_stays(lab)


@scenario("xdp-filter that comes later works beside Shunt")
def filter_after(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    xdp_filter(lab, "load", "--mode", "native", "eth0")
    both_work(lab)
    lab.shunt.stop()
    expect("xdpfilt" in lab.shunt.namespace.run("xdp-loader", "status", "eth0").stdout, "xdp-filter went with Shunt")


@scenario("xdp-filter works on while Shunt captures, and when it has ended")
def filter_and_capture(lab):
    """The program that captures takes the place of the one that forwards, in the dispatcher."""
    xdp_filter(lab, "load", "--mode", "native", "eth0")
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    expect(lab.shunt.attachment("eth0")["dispatcher"], lab.shunt.attachment("eth0"))
    capture = Running(lab)
    expect(lab.shunt.attachment("eth0")["dispatcher"], "alone while it captures:", lab.shunt.attachment("eth0"))
    both_work(lab)
    said = capture.end()
    expect(not said.startswith("0 packets captured") and "packets captured" in said and "warning" not in said, said)
    expect(not capturing(lab), "it captures still")
    both_work(lab)
    shunt_stays(lab)


@scenario("where libxdp's dispatcher is too old for the kernel, Shunt says so and leaves xdp-filter alone")
def too_old(lab):
    """Debian 12's libxdp on 6.13, and on stable kernels that took its check of programs that move a packet's start."""
    xdp_filter(lab, "load", "--mode", "native", "eth0")
    lab.shunt.write(configuration(web_service()))
    lab.shunt.start()
    eth0 = lab.shunt.attachment("eth0")
    expect(not eth0["attached"], "attached beside xdp-filter:", eth0)
    expect("libxdp newer than" in lab.shunt.process.output(), "the log does not say what to do")
    expect("xdpfilt" in lab.shunt.namespace.run("xdp-loader", "status", "eth0").stdout, "xdp-filter is gone")
