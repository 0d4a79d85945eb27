# SPDX-License-Identifier: Apache-2.0
"""Bad input to the command line: status, one line an error, and its place. No lab, no privileges."""

import os
import tempfile

from scenario import expect, expect_equal, failed_line, main, scenario
from lab.command import run

GOOD = """\
interfaces: [eth0, eth1]
tunnel:
  source: [198.51.100.2, "2001:db8::2"]
services:
  - name: web
    vip: 192.0.2.10
    ports: [80/tcp]
    backends:
      - 198.51.100.11
      - {address: 198.51.100.12, weight: 2}
"""


def check(binary, text):
    """`shunt check` of a file with this text: the CompletedProcess, with the file called FILE in its stderr."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        result = run([binary, "check", file.name], check=False, timeout=30)
        result.stdout = result.stdout.replace(file.name, "FILE")
        result.stderr = result.stderr.replace(file.name, "FILE")
        return result


@scenario("a good file is accepted", lab=False)
def good(binary):
    result = check(binary, GOOD)
    expect_equal((result.returncode, result.stderr), (0, ""), "status and errors")


def bad(name, old, new, place, *words):
    """A scenario of GOOD with one change: an error at LINE:COLUMN that contains the words."""
    assert old in GOOD
    scenario(f"bad input: {name}", GOOD.replace(old, new, 1), place, words, lab=False)(refused)


def refused(binary, text, place, words):
    result = check(binary, text)
    expect_equal(result.returncode, 1, f"status: {result.stdout}{result.stderr}")
    lines = [line for line in result.stderr.splitlines() if line.startswith(f"FILE:{place}: ")]
    expect(len(lines) == 1, f"not one error at FILE:{place} in:\n{result.stderr}")
    missing = [word for word in words if word not in lines[0]]
    expect(not missing, f"no {missing} in {lines[0]!r}")


bad("an unknown key", "ports:", "prots:", "7:5", "prots")
bad("a key given twice", "    ports: [80/tcp]\n", "    ports: [80/tcp]\n    ports: [81/tcp]\n", "8:5", "ports")
bad("a list where a word belongs", "name: web", "name: [web]", "5:11", "name")
bad("a word where a list belongs", "services:\n", "services: none\nother:\n", "4:11", "services")
bad("an address that is none", "198.51.100.11", "198.51.100.256", "9:9", "198.51.100.256")
bad("a VIP with bits behind its prefix", "192.0.2.10", "192.0.2.10/24", "6:10", "192.0.2.10/24")
bad("a weight below 0", "weight: 2", "weight: -2", "10:42", "-2")
bad("a weight above 10000", "weight: 2", "weight: 10001", "10:42", "10001")
bad("a weight that is a word", "weight: 2", "weight: much", "10:42", "much")
bad("a port range from high to low", "80/tcp", "90-80/tcp", "7:13", "90-80")
bad("a port above 65535", "80/tcp", "65536/tcp", "7:13", "65536")
bad("a protocol that is none", "80/tcp", "80/tpc", "7:13", "tpc")
bad("a forwarding that is none", "    ports:", "    forwarding: nat\n    ports:", "7:17", "nat", "ipip", "gue", "l2")
bad("a backend given twice", "198.51.100.12", "198.51.100.11", "10:19", "198.51.100.11")
bad("a tab for indentation", "    vip:", "\tvip:", "6:1")

OTHERS = """\
  - {name: NAME, vip: 192.0.2.10, ports: [100-200/tcp], backends: [198.51.100.11]}
  - {name: last, vip: 192.0.2.10, ports: [PORTS], backends: [198.51.100.11]}
"""
for name, service, ports, place in (
        ("two services that overlap in part", "other", "150-250/tcp", "12:43"),
        ("two services with the same VIP and ports", "other", "100-200/tcp", "12:43"),
        ("two services of one name", "web", "300/tcp", "11:12")):
    scenario(f"bad input: {name}", GOOD + OTHERS.replace("NAME", service).replace("PORTS", ports), place, (service,),
             lab=False)(refused)


@scenario("all errors of a file are reported at once", lab=False)
def all_at_once(binary):
    text = GOOD.replace("ports:", "prots:").replace("weight: 2", "weight: -2").replace("198.51.100.11\n", "here\n")
    result = check(binary, text)
    places = [line.split(": ")[0] for line in result.stderr.splitlines()]
    for place in ("FILE:7:5", "FILE:9:9", "FILE:10:42"):
        expect(place in places, f"no error at {place} in:\n{result.stderr}")


@scenario("an empty file is an error", lab=False)
def empty(binary):
    result = check(binary, "")
    expect_equal(result.returncode, 1, "status")
    expect(result.stderr.startswith("FILE:1:1: "), result.stderr)


@scenario("a file of 100 MB is refused at once", lab=False)
def huge(binary):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        for _ in range(100):
            file.write("# padding\n" * 104858)
        file.flush()
        failed_line(run([binary, "check", file.name], check=False, timeout=10))


@scenario("a file that is not there, or a folder, is one line", lab=False)
def unreadable(binary):
    for path in ("/nonexistent/shunt.yaml", "/"):
        line = failed_line(run([binary, "check", path], check=False, timeout=10))
        expect(path in line, line)


@scenario("wrong usage is status 2", lab=False)
def usage(binary):
    for arguments in ([], ["fly"], ["check"], ["run"], ["status", "--fly"], ["attach"]):
        result = run([binary, *arguments], check=False, timeout=10)
        expect_equal(result.returncode, 2, f"status of {arguments}: {result.stderr}")
        expect(result.stderr, f"nothing on stderr for {arguments}")


@scenario("a client without a controller says how to start one", lab=False)
def nobody_there(binary):
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (["status"], ["stats"], ["reload"], ["status", "--json"]):
            result = run([binary, *arguments], check=False, env={"SHUNT_SOCKET": f"{folder}/shunt.sock"}, timeout=10)
            line = failed_line(result)
            expect("shunt run" in line, line)


@scenario("without privileges the controller names what it lacks", lab=False)
def no_privileges(binary):
    without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/shunt.yaml", "w", encoding="utf-8") as file:
            file.write(GOOD)
        result = run([*without, binary, "run", "--config", f"{folder}/shunt.yaml", "--socket", f"{folder}/s"], check=False,
                     timeout=10)
    line = failed_line(result)
    expect("CAP_" in line or "root" in line, line)


if __name__ == "__main__":
    main()
