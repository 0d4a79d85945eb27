# SPDX-License-Identifier: Apache-2.0
"""The lab itself, without Shunt: what the other scenarios take for granted."""

from scenario import expect, expect_equal, main, scenario
from lab.topology import BACKENDS, CLIENT4, SHUNT_PORTS
from lab.web import fetch, spread


@scenario("client and backends reach each other over the router")
def routed(lab):
    for backend in BACKENDS:
        for family in (4, 6):
            expect_equal(fetch(lab.client, backend.address(family)).strip(), backend.name, "page")
    expect_equal(lab.web["b1"].requests()[0]["client"], CLIENT4, "client in the log of b1")


@scenario("Shunt's host reaches every backend in one hop")
def adjacent(lab):
    for backend in BACKENDS:
        port = next(p for p in SHUNT_PORTS if p.segment == backend.segment)
        for family in (4, 6):
            way = lab.shunt.namespace.run("ip", "route", "get", backend.address(family)).stdout
            expect(f"dev {port.port}" in way and " via " not in way, way)


@scenario("without Shunt a VIP does not answer")
def dead(lab):
    for family in (4, 6):
        expect(not lab.answers(family), "a VIP answered")


@scenario("every request is a connection of its own")
def connections(lab):
    expect_equal(spread(lab.client, BACKENDS[1].ipv4, 100), {"b2": 100}, "answers")
    ports = {request["port"] for request in lab.web["b2"].requests()}
    expect_equal(len(ports), 100, "source ports")


if __name__ == "__main__":
    main()
