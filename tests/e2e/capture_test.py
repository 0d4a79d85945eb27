#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""shunt capture: packets as they came and as they left, in a file that tools read; and that nothing is left of it."""

import os
import signal
import stat
import subprocess

from scenario import expect, expect_equal, failed_line, main, scenario
from fault_table import expect_as_documented
from running_capture import Running, capturing, programs

from lab.command import wait_until
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS, vip
from lab.web import spread


def serve(lab):
    lab.decapsulate()
    lab.serve(configuration(web_service(4), web_service(6, 6)))
    wait_until("next hops", lambda: all(backend["reason"] == "" for service in lab.shunt.status()["services"]
                                        for backend in service["backends"]))


def packets(path, *fields, only="frame"):
    """Fields of each packet as tshark reads them."""
    command = ["tshark", "-r", path, "-Y", only, "-T", "fields", *(word for field in fields for word in ("-e", field))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


@scenario("a connection is in the file, each packet as it came and as it left")
def both(lab):
    serve(lab)
    before = programs(lab)
    running = Running(lab, "--service", "web4")
    expect(all(one not in before for one in programs(lab)), "the same programs run")
    spread(lab.client, vip(4), 5)
    spread(lab.client, vip(6), 5)
    said = running.end()
    wait_until("the forwarding program", lambda: programs(lab) == before)
    expect(not capturing(lab), "it captures still")
    found = packets(running.file, "frame.comment", "frame.interface_name", "ip.dst", "frame.packet_flags_direction")
    expect(len(found) >= 40, found)
    expect(f"{len(found) // 2} packets captured" in said, said)
    for came, left in zip(found[::2], found[1::2]):
        expect_equal(came[2], vip(4), "destination as it came")
        outer = left[2].split(",")
        expect_equal(outer[1], vip(4), "inner destination as it left")
        expect("service web4" in came[0] and f"backend {outer[0]}" in came[0], came)
        expect(came[1] == "eth0" and f", by {left[1]};" in came[0], came, left)
    expect_equal(stat.S_IMODE(os.stat(running.file).st_mode), 0o600, "mode of the file")


@scenario("dropped packets are there with their reason")
def dropped(lab):
    serve(lab)
    running = Running(lab, "--verdict", "dropped")
    spread(lab.client, vip(4), 3)
    lab.client.run("python3", "-c", f"""
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM); s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 2)
s.settimeout(0.5)
try: s.connect(("{vip(4)}", 80))
except OSError: pass""", check=False)
    wait_until("a drop", lambda: next(reason["packets"] for reason in lab.shunt.stats()["reasons"]
                                      if reason["name"] == "ttl_expired") > 0)
    running.end()
    found = packets(running.file, "frame.comment", "ip.ttl")
    expect(found, "no packet")
    for comment, ttl in found:
        expect("dropped" in comment and "ttl_expired" in comment, comment)
        expect_equal(ttl, "1", "TTL")
    expect_as_documented("which packets, which bytes?", found[0][0])
    expect_as_documented("they are dropped: for which reason?", lab.shunt.ask("stats").stdout)


@scenario("filters and counts")
def filters(lab):
    serve(lab)
    backend = BACKENDS[1].address(4)
    running = Running(lab, "--service", "web4", "--backend", backend, "--count", "6")
    spread(lab.client, vip(4), 30)
    wait_until("its end", lambda: not running.process.running())
    found = packets(running.file, "frame.comment")
    expect_equal(len(found), 12, "packets")
    expect(all(f"backend {backend}" in comment for comment, in found), found)
    running = Running(lab, "--client", "100.64.0.0/10")
    spread(lab.client, vip(4), 3)
    expect("0 packets captured" in running.end(), "packets of other clients")


@scenario("traffic does not suffer when it begins, ends, or is killed")
def unharmed(lab):
    serve(lab)
    before = programs(lab)
    for end in (signal.SIGINT, signal.SIGKILL):
        running = Running(lab)
        expect_equal(sum(spread(lab.client, vip(4), 30).values()), 30, "answers")
        running.process.stop(end)
        expect_equal(sum(spread(lab.client, vip(4), 30).values()), 30, "answers")
        wait_until("the forwarding program", lambda: programs(lab) == before, deadline=20)
    running = Running(lab)
    lab.shunt.stop(signal.SIGKILL)
    expect_equal(sum(spread(lab.client, vip(4), 30).values()), 30, "answers without a controller")
    lab.shunt.start()
    expect(not capturing(lab), "it captures still")
    expect_equal(sum(spread(lab.client, vip(4), 30).values()), 30, "answers of the next one")
    running.process.stop()


@scenario("one at a time, and clear words")
def wrong(lab):
    serve(lab)
    running = Running(lab)
    ask = lab.shunt.ask
    expect("another capture runs" in failed_line(ask("capture", "-w", f"{lab.home}/b.pcapng", check=False)), "two")
    running.end()
    for options, words in ((["--service", "nothing"], "there is no service nothing"),
                           (["--service", "web4", "--backend", "192.0.2.1"], "has no backend"),
                           (["--reason", "bad_luck"], "there is no reason bad_luck")):
        said = failed_line(ask("capture", "-w", f"{lab.home}/b.pcapng", *options, check=False))
        expect(words in said, said)
    said = failed_line(ask("capture", "-w", "/nowhere/b.pcapng", check=False))
    expect("/nowhere/b.pcapng" in said, said)


@scenario("a capture that is refused leaves the file as it was")
def kept(lab):
    serve(lab)
    old, new = f"{lab.home}/old.pcapng", f"{lab.home}/new.pcapng"
    with open(old, "w", encoding="utf-8") as file:
        file.write("of last night" * 1000)
    for options in (["--service", "nothing"], ["--reason", "bad_luck"]):
        for path in (old, new):
            failed_line(lab.shunt.ask("capture", "-w", path, *options, check=False))
    with open(old, encoding="utf-8") as file:
        expect_equal(file.read(), "of last night" * 1000, "the file that was there")
    expect(not os.path.exists(new), "a file without packets")
    running = Running(lab)
    size = os.path.getsize(running.file)
    failed_line(lab.shunt.ask("capture", "-w", running.file, check=False))
    expect(os.path.getsize(running.file) >= size, "another capture's file was cut off")
    spread(lab.client, vip(4), 3)
    running.end()
    expect(packets(running.file, "frame.number"), "no packet")
    lab.shunt.ask("capture", "-w", old, "--for", "1s")
    with open(old, "rb") as file:
        expect(b"of last night" not in file.read(), "the old file's rest is behind the packets")


if __name__ == "__main__":
    main()
