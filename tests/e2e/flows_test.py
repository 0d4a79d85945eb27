# SPDX-License-Identifier: Apache-2.0
"""shunt flows: what the flow table holds, in a lab under a drain, and of many forged flows."""

import concurrent.futures
import ipaddress
import json
import socket
import time

from scenario import expect, expect_equal, failed_line, main, scenario
from consistency import address, begin, set_backend
from fault_table import expect_as_documented
from lab.command import wait_until
from lab.forged_flows import CLOSING, UDP, UNCONFIRMED, backend_ids, forge
from lab.live import PORT, echo_service, held
from lab.topology import CLIENT4, VIP4

FIELDS = {"client": str, "client_port": int, "vip": str, "vip_port": int, "protocol": str, "service": str, "backend": str,
          "state": str, "idle_s": int, "slot": int}


def flows(lab, *arguments):
    return json.loads(lab.shunt.ask("flows", "--json", *arguments).stdout)


def text(lab, *arguments):
    return lab.shunt.ask("flows", *arguments).stdout


@scenario("a steady service lists no flow and says why, and a drain's connections are listed with client and backend")
def drain(lab):
    begin(lab)
    with held(lab, count=60) as live:
        wait_until("connections at each backend", lambda: len(live.ask()["by"]) == 3)
        empty = text(lab)
        expect(empty.startswith("0 of 0 flows; 0 recorded, room for "), empty)
        expect("1 of 1 service is steady: no slot has changed lately" in empty and "`shunt explain`" in empty, empty)
        expect_equal(flows(lab)["services_steady"], 1, "steady services")
        set_backend(lab, "drain", "b1")
        had = live.report().by["b1"]
        wait_until("the flows of b1", lambda: flows(lab, "--backend", address("b1"))["matched"] == had, deadline=30)
        live.go_on(1.0)
        answer = flows(lab, "echo4", "--all")
        expect_equal(answer["services_steady"], 0, "steady services")
        expect(answer["recorded"] == answer["matched"] == len(answer["flows"]) >= had, answer)
        for flow in answer["flows"]:
            expect_equal({key: type(value) for key, value in flow.items()}, FIELDS, "fields")
            expect_equal((flow["client"], flow["vip"], flow["vip_port"], flow["protocol"], flow["service"]),
                         (CLIENT4, VIP4, PORT, "tcp", "echo4"), "flow")
            expect(flow["state"] in ("established", "closing") and flow["idle_s"] < 30, flow)
        # The ports are those of real connections: the kernel of the client knows them.
        known = lab.client.run("ss", "-Htn", "state", "established").stdout
        established = [f for f in flows(lab, "--backend", address("b1"))["flows"] if f["state"] == "established"]
        expect_equal([f for f in established if f":{f['client_port']} " not in known], [], "flows that no client has")
        shown = text(lab, "--client", CLIENT4)
        expect_as_documented("which of its connections are recorded, and where?", shown)
        row = next(line for line in shown.splitlines() if address("b1") in line)
        expect(f"{VIP4}:{PORT}" in row and "echo4" in row and "established" in row, row)
        counted = {row["backend"]: row for row in flows(lab, "--count", "backend")["backends"]}
        expect_equal(counted[address("b1")]["flows"], had, "counted at b1")
        clients = flows(lab, "--count", "client/24")["clients"]
        expect_equal(clients[0]["client"], str(ipaddress.ip_network(f"{CLIENT4}/24", strict=False)), "largest client")
        expect_equal(live.report().broken, [], "broken")


@scenario("filters and limits of shunt flows take what they say, and what nobody has is refused in one line")
def filters(lab):
    begin(lab)
    forged(lab, 1000)
    expect_equal(flows(lab, "--all")["matched"], 1000, "all")
    expect_equal(len(flows(lab, "--all")["flows"]), 1000, "all of them shown")
    expect_equal(len(flows(lab)["flows"]), 100, "shown without a limit")
    expect_equal(len(flows(lab, "--limit", "7")["flows"]), 7, "shown with a limit")
    expect_equal(flows(lab, "--limit", "7")["matched"], 1000, "matched with a limit")
    expect_equal(flows(lab, "--client", "10.0.0.0/25")["matched"], 128, "of a prefix")
    expect_equal(flows(lab, "--client", "10.0.0.3")["flows"][0]["client"], "10.0.0.3", "of an address")
    expect_equal(flows(lab, "--client", "2001:db8::/32")["matched"], 0, "of the other family")
    expect_equal(flows(lab, "--proto", "udp")["matched"], 250, "of UDP")
    expect_equal({f["state"] for f in flows(lab, "--proto", "udp")["flows"]}, {"udp"}, "states of UDP")
    longest = [f["idle_s"] for f in flows(lab, "--sort", "idle", "--limit", "5")["flows"]]
    expect(longest == sorted(longest, reverse=True) and longest[0] >= 9, longest)
    expect(400 <= flows(lab, "--idle-over", "4s")["matched"] <= 1000, "silent for longer")
    sorted_clients = [ipaddress.ip_address(f["client"]) for f in flows(lab, "--all", "--sort", "client")["flows"]]
    expect_equal(sorted_clients, sorted(sorted_clients), "clients in order")
    by_backend = flows(lab, "--count", "backend")["backends"]
    expect_equal(sum(row["flows"] for row in by_backend), 1000, "counted by backend")
    expect(all(row["flows"] == row["unconfirmed"] + row["established"] + row["closing"] + row["udp"] for row in by_backend),
           by_backend)
    for arguments, words in ((("mail",), "there is no service mail"), (("--backend", "192.0.2.99"), "no service has a backend"),
                             (("echo4", "--backend", "192.0.2.99"), "service echo4 has no backend 192.0.2.99")):
        expect(words in failed_line(lab.shunt.ask("flows", *arguments, check=False)), arguments)
    for arguments in (("--client", "10.0.0.1/8"), ("--client", "x" * 5000), ("--limit", "-1"), ("--limit", "9999999999999"),
                      ("--count", "client/200"), ("--sort", ""), ("--proto", "sctp"), ("a", "b"), ("--all", "--limit", "1")):
        result = lab.shunt.ask("flows", *arguments, check=False)
        expect_equal((result.returncode, len(result.stderr.splitlines())), (2, 1), f"{arguments}: {result.stderr}")


def forged(lab, count, kinds=(0, UNCONFIRMED, CLOSING, UDP)):
    """Flows of the one service, of the states in turn, from 10.0.0.0 on, silent for 0 to 9 seconds."""
    slots = lab.shunt.status()["services"][0]["table_size"]
    ids = backend_ids(lab.shunt.pins)
    expect_equal(len(ids), 3, "backends")
    done = [forge(lab.shunt.pins, count, service=service, backends=ids, vip=VIP4, port=PORT, slots=slots,
                  idle=lambda i: i % 10, flags=lambda i: kinds[i % len(kinds)]) for service in service_ids(lab, ids, slots)]
    expect_equal(done, [count], "forged")


def service_ids(lab, ids, slots):
    """The id of the one service: the one whose flow is shown."""
    for service in range(4):
        forge(lab.shunt.pins, 1, service=service, backends=ids, vip=VIP4, port=PORT, slots=slots)
        if flows(lab)["matched"] == 1:
            return [service]
    raise AssertionError("no id of a service found")


def request(lab, target, method="GET", timeout=30):
    """The status and the body of one request over the UNIX socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(timeout)
        client.connect(lab.shunt.socket)
        client.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    head, body = answer.split(b"\r\n\r\n", 1)
    return int(head.split()[1]), json.loads(body)


@scenario("a flow table that is nearly full is told by status and metrics")
def nearly_full(lab):
    service = echo_service()
    service.options["scheduler"] = "least-connections"  # which records each flow
    begin(lab, service, head="limits: {flows: 4096}\n")
    forged(lab, 3400, kinds=(0,))
    wait_until("the alarm", lambda: lab.shunt.status()["alarms"], deadline=30)
    metrics = lab.shunt.namespace.run("curl", "-sS", "--unix-socket", lab.shunt.socket, "http://localhost/metrics").stdout
    expect_as_documented("flow table near full", lab.shunt.ask("status").stdout + metrics)


@scenario("100,000 flows are looked through in short parts, others are served meanwhile, and a third looker is refused")
def many(lab):
    begin(lab)
    forged(lab, 100_000, kinds=(0,))
    answers = [flows(lab, *arguments) for arguments in ((), ("--sort", "idle"), ("--count", "client/24"), ("--count", "client"))]
    for answer in answers:
        print({key: answer[key] for key in ("recorded", "matched", "work_us", "longest_us")})
        expect_equal(answer["matched"], 100_000, "matched")
        # By the wall: a busy machine takes the processor away in the middle of a part, for as long as it likes.
        expect(answer["longest_us"] < 250_000 and answer["work_us"] < 1_000_000, answer["longest_us"], answer["work_us"])
    counted = answers[2]["clients"]
    expect(all(row["flows"] == 256 and row["uncertain"] == 0 for row in counted), counted)
    expect(all(row["flows"] + row["uncertain"] >= 1 for row in answers[3]["clients"]), "estimates")
    expect_equal(len(flows(lab, "--all")["flows"]), 100_000, "all of them")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        looks = [pool.submit(request, lab, "/v1/flows?count=client") for _ in range(8)]
        started = time.monotonic()
        expect_equal(request(lab, "/v1/status")[0], 200, "status beside it")
        print(f"status beside 8 lookers: {time.monotonic() - started:.3f} s")
        results = [look.result() for look in looks]
    expect({status for status, _ in results} <= {200, 409} and (200 in {s for s, _ in results}), results)
    for status, body in results:
        if status == 409:
            expect("look through the flow table already; try again" in json.dumps(body), body)
    # Clients that hang up at once leave room for the next.
    for _ in range(20):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(lab.shunt.socket)
            client.sendall(b"GET /v1/flows?count=client HTTP/1.1\r\nHost: x\r\n\r\n")
    wait_until("room for another", lambda: request(lab, "/v1/flows?limit=1")[0] == 200, deadline=10)


@scenario("bad questions about flows get an answer that says what is wrong, and over TCP none at all")
def hostile(lab):
    begin(lab, head="api: {listen: 127.0.0.1:9977}\n")
    for query in ("limit=0", "limit=2001", "limit=x", "client=10.0.0.1/8", "client=%00", "backend=b1", "proto=1", "sort=age",
                  "count=client/0", "from=-1", "service=", "service=%ff%fe", "limit=1&limit=1", "x=1", "=", "&&&",
                  "from=0&sort=idle", "client=" + "1" * 4000):
        status, body = request(lab, f"/v1/flows?{query}")
        expect(status in (400, 404) and body, query, status, body)
    expect_equal(request(lab, "/v1/flows", "POST")[0], 405, "POST")
    expect_equal(request(lab, "/v1/flows?from=1099511627776")[1]["next"], None, "behind the end")
    code = lab.topology["shunt"].run("curl", "-s", "-o", f"{lab.home}/body", "-w", "%{http_code}", "http://127.0.0.1:9977/v1/flows")
    expect_equal(code.stdout, "403", "status over TCP")
    expect("UNIX socket" in open(f"{lab.home}/body", encoding="utf-8").read(), "what it says over TCP")


if __name__ == "__main__":
    main()
