# SPDX-License-Identifier: Apache-2.0
"""Clients of the API that mean no good: bounded memory, others are answered, and no health check is late."""

import json
import os
import subprocess
import time

from scenario import expect, expect_equal, main, scenario
from api import ADDRESS, PASSWORD, PORT, Api
from health import HTTP, begin_up, checked, status, wait_passed
from lab.command import wait_until

HOSTILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py/lab/hostile.py")
LOOPBACK = f"api: {{listen: 127.0.0.1:{PORT}}}\n"
MIB = 1024  # of VmRSS's unit
PACE = 0.5  # seconds from probe to probe
CHECK = {**HTTP, "interval": "500ms", "timeout": "500ms"}


def memory(lab):
    """Resident KiB of the controller."""
    with open(f"/proc/{status(lab)['pid']}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


class Hostile:
    """Clients of one kind, from here until the end of the block."""

    def __init__(self, namespace, kind, count, address="127.0.0.1"):
        self.child = subprocess.Popen(namespace.command(HOSTILE, kind, str(count), address, str(PORT)), text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.begun = json.loads(self.child.stdout.readline())

    def end(self):
        self.child.stdin.close()
        result = json.loads(self.child.stdout.readline())
        self.child.wait(10)
        return result


class Checks:
    """The health checks from here on."""

    def __init__(self, lab):
        self.lab = lab
        self.before, self.began = self.counts(), time.monotonic()

    def counts(self):
        checks = [c for b in status(self.lab)["services"][0]["backends"] for c in b["health"]["checks"]]
        return [(c["passed"], c["failed"] + c["unable"], len(c["transitions"])) for c in checks]

    def expect_untouched(self):
        """No probe failed, and at least three of four came in time."""
        took = time.monotonic() - self.began
        for before, after in zip(self.before, self.counts()):
            expect_equal(after[1:], before[1:], "probes that failed, and transitions")
            expect(after[0] - before[0] >= 0.75 * (took / PACE - 2), f"{after[0] - before[0]} probes in {took:.1f} s")


def answers(lab, path="/v1/status", *options):
    """The status of an answer on loopback."""
    return lab.shunt.namespace.run("curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", *options,
                                   f"http://127.0.0.1:{PORT}{path}", check=False).stdout


@scenario("ten thousand idle connections take a few MiB, and who asks is answered")
def idle(lab):
    begin_up(lab, checked(CHECK), head=LOOPBACK)
    api, before, checks = Api(lab), memory(lab), Checks(lab)
    clients = Hostile(lab.shunt.namespace, "idle", 10_000)
    for _ in range(20):
        expect_equal(answers(lab), "200", "an answer among them")
    print(f"idle: {clients.begun}, VmRSS {before} to {memory(lab)} KiB, evicted {api.counter('closed', 'evicted')}")
    expect(memory(lab) - before < 16 * MIB, f"VmRSS from {before} to {memory(lab)} KiB")
    expect(api.counter("closed", "evicted") > 9_000, "evicted", api.counter("closed", "evicted"))
    descriptors = len(os.listdir(f"/proc/{status(lab)['pid']}/fd"))
    expect(descriptors < 600, f"{descriptors} descriptors")
    clients.end()
    checks.expect_untouched()


@scenario("headers of 1 MiB, bytes now and then, and answers that nobody reads end, with a reason")
def slow(lab):
    begin_up(lab, checked(CHECK), head=LOOPBACK)
    api, before, checks = Api(lab), memory(lab), Checks(lab)
    headers = Hostile(lab.shunt.namespace, "headers", 100)
    slowly = Hostile(lab.shunt.namespace, "slow", 80)
    unread = Hostile(lab.shunt.namespace, "unread", 50)
    expect_equal(answers(lab), "200", "an answer among them")
    print(f"slow: VmRSS {before} to {memory(lab)} KiB")
    expect(memory(lab) - before < 96 * MIB, f"VmRSS from {before} to {memory(lab)} KiB")
    wait_until("the deadline of requests", lambda: api.counter("refused", "timeout") >= 80, deadline=25)
    said = headers.end()
    expect(said["statuses"].get("431", 0) + said["closed"] >= 100, said)
    expect(api.counter("refused", "too_large") >= 100, "counted", api.counter("refused", "too_large"))
    expect_equal(slowly.end()["statuses"], {"408": 80}, "what the slow ones were told")
    unread.end()
    expect_equal(answers(lab), "200", "an answer behind them")
    checks.expect_untouched()


@scenario("wrong passwords in a loop are slowed, logged and counted, and delay no health check")
def guesses(lab):
    api = Api(lab)
    api.add_users()
    begin_up(lab, checked(CHECK), head=api.yaml())
    for name in ("b1", "b2"):
        wait_passed(lab, name, 1)
    before, checks = memory(lab), Checks(lab)
    script = 'for i in $(seq 60); do curl -sk -m 10 -o /dev/null -w "%{http_code}\\n" -u "eve\\"$i:$i" "$0" & done; wait'
    url = f"https://{ADDRESS}:{PORT}/v1/status"
    said = lab.topology["client"].run("bash", "-c", script, url).stdout.split()
    expect_equal(len(said), 60, said)
    expect(set(said) <= {"401", "429", "503"} and said.count("429") > 30, said)
    wait_until("the address to be slowed", lambda: api.ask("-u", "alice:wrong")[0] == 429)
    expect_equal(api.ask("-u", f"alice:{PASSWORD}")[0], 429, "the right one, from the address that guesses")
    expect_equal(api.ask("-H", f"Authorization: Bearer {api.token()}")[0], 200, "a token from there")
    expect_equal(api.ask("-k", "-u", f"alice:{PASSWORD}", namespace=lab.shunt.namespace)[0], 200, "from another address")
    wait_until("the wait to be over", lambda: api.ask("-u", f"alice:{PASSWORD}")[0] == 200, deadline=20, every=1)
    lines = [line for line in lab.shunt.process.output().splitlines() if "wrong password" in line]
    expect(5 <= len(lines) <= 10, lines)
    expect('\\"' in lines[0] and "203.0.113.10" in lines[0], lines[0])
    expect(api.counter("refused", "credentials") >= 5 and api.counter("refused", "slowed") > 30, "counted")
    print(f"guesses: VmRSS {before} to {memory(lab)} KiB")
    expect(memory(lab) - before < 64 * MIB, f"VmRSS from {before} to {memory(lab)} KiB")
    checks.expect_untouched()


@scenario("wrong methods, targets, encodings and expectations are refused with problem details")
def wrong(lab):
    begin_up(lab, checked(CHECK), head=LOOPBACK)
    api = Api(lab)
    for wanted, *options, path in ((405, "-X", "BREW", "/v1/status"), (404, "/%2e%2e/etc/passwd"), (404, "/v1/%73tatus"),
                                   (400, "/v1/status?x=%zz"), (405, "-X", "DELETE", "/v1/events"),
                                   (403, "-X", "PUT", "/v1/interfaces/eth0"), (403, "-X", "POST", "/v1/reload"),
                                   (400, "/v1/services/web/backends/x/diagnosis"),
                                   (404, "/v1/services/%00/backends/192.0.2.1/diagnosis"),
                                   (417, "-X", "POST", "-H", "Expect: tea", "-d", "x", "/v1/reload"),
                                   (413, "-X", "POST", "-d", "x" * 5000, "/v1/reload"),
                                   (403, "-H", "Transfer-Encoding: chunked", "-d", "{}", "/v1/reload")):
        status_code, fields, body = api.ask("--path-as-is", *options, path=path, scheme="http", address="127.0.0.1",
                                            namespace=lab.shunt.namespace)
        expect_equal(status_code, wanted, f"the answer to {options[:4]} {path}")
        expect_equal(fields["content-type"], "application/problem+json", path)
        problem = json.loads(body)
        expect_equal(problem["status"], wanted, path)
        expect(problem["type"].startswith("urn:shunt:problem:") and problem["detail"] and problem["title"], problem)


if __name__ == "__main__":
    main()
