# SPDX-License-Identifier: Apache-2.0
"""HTTP through Shunt: every forwarding and mix of families, by XDP_TX and by XDP_REDIRECT."""

import hashlib
import os

from scenario import expect, expect_equal, main, scenario
from lab.capture import Capture
from lab.shunt import configuration, web_service
from lab.topology import BACKENDS, CLIENT4, CLIENT6, vip
from lab.web import fetch, spread, upload

CLIENT = {4: CLIENT4, 6: CLIENT6}


@scenario("pages come over ipip, IPv4 in IPv4", "ipip", 4, 4)
@scenario("pages come over ipip, IPv6 in IPv6", "ipip", 6, 6)
@scenario("pages come over ipip, IPv4 in IPv6", "ipip", 4, 6)
@scenario("pages come over ipip, IPv6 in IPv4", "ipip", 6, 4)
@scenario("pages come over GUE, IPv4 in IPv4", "gue", 4, 4)
@scenario("pages come over GUE, IPv6 in IPv6", "gue", 6, 6)
@scenario("pages come over GUE, IPv4 in IPv6", "gue", 4, 6)
@scenario("pages come over GUE, IPv6 in IPv4", "gue", 6, 4)
@scenario("pages come over l2, IPv4", "l2", 4, 4)
@scenario("pages come over l2, IPv6", "l2", 6, 6)
def pages_come(lab, forwarding, inner, outer):
    if forwarding != "l2":
        lab.decapsulate()
    lab.serve(configuration(web_service(inner, outer, forwarding)))
    answers = spread(lab.client, vip(inner), 300)
    expect_equal(sum(answers.values()), 300, "answers")
    for backend in BACKENDS:
        requests = lab.web[backend.name].requests()
        expect(answers[backend.name] >= 50, f"too few answers of {backend.name}: {answers}")
        expect_equal(len(requests), answers[backend.name], f"requests in the log of {backend.name}")
        expect_equal({r["client"] for r in requests}, {CLIENT[inner]}, f"clients in the log of {backend.name}")
        expect_equal({r["server"] for r in requests}, {vip(inner)}, f"servers in the log of {backend.name}")
    eth0 = lab.shunt.interface("eth0")
    expect(eth0["transmitted"] > 0 and eth0["redirected"] > 0, "not both of XDP_TX and XDP_REDIRECT", eth0)
    expect_equal(eth0["dropped"], 0, "drops on eth0")


@scenario("answers bypass Shunt, IPv4", 4)
@scenario("answers bypass Shunt, IPv6", 6)
def answers_bypass(lab, family):
    lab.decapsulate()
    lab.serve(configuration(web_service(family, family)))
    requests = Capture(lab.client, "eth0", f"dst host {vip(family)}", lab.home)
    forwarded = [Capture(lab.router, port, f"dst host {vip(family)}", lab.home) for port in ("client", "br-a")]
    answers = [Capture(lab.router, port, f"src host {vip(family)}", lab.home) for port in ("a-shunt", "b-shunt")]
    expect_equal(sum(spread(lab.client, vip(family), 60).values()), 60, "answers")
    sent = requests.stop()
    expect(sent >= 60 * 3, f"the client sent {sent} packets")
    passed = [capture.stop() for capture in forwarded]
    expect(min(passed) >= sent, f"of {sent} packets {passed} were seen on their way to Shunt")
    expect_equal([capture.stop() for capture in answers], [0, 0], "answers on Shunt's ports")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def full_sized(family):
    """A tcpdump filter for packets of 1500 bytes."""
    return "ip[2:2] == 1500" if family == 4 else "ip6[4:2] == 1460"


def lost_segments(namespace):
    """Segments sent again because the first did not arrive. A busy machine makes TCP probe early (RFC 8985); such a
    duplicate is reported by the receiver (RFC 2883) and not counted here."""
    counters = {name: int(value) for name, value, _ in
                (line.split() for line in namespace.run("nstat", "-asz").stdout.splitlines()[1:])}
    return counters["TcpRetransSegs"] - counters["TcpExtTCPDSACKRecvSegs"]


@scenario("an upload of full-sized packets loses none, ipip IPv4 in IPv4", "ipip", 4, 4)
@scenario("an upload of full-sized packets loses none, ipip IPv6 in IPv6", "ipip", 6, 6)
@scenario("an upload of full-sized packets loses none, GUE IPv6 in IPv6", "gue", 6, 6)
@scenario("an upload of full-sized packets loses none, l2 IPv4", "l2", 4, 4)
def upload_whole(lab, forwarding, inner, outer):
    lab.client.set("net.ipv4.tcp_early_retrans=0")  # no probes while an answer is merely late
    for backend in BACKENDS:  # a window below veth's ring of 256 frames: what is lost then is Shunt's fault
        lab.topology[backend.name].set("net.ipv4.tcp_rmem=4096 65536 131072")
    if forwarding != "l2":
        lab.decapsulate()
    lab.serve(configuration(web_service(inner, outer, forwarding)))
    sent = f"{lab.home}/sent"
    with open(sent, "wb") as file:
        file.write(os.urandom(20_000_000))
    capture = Capture(lab.client, "eth0", full_sized(inner), lab.home)
    upload(lab.client, vip(inner), sent)
    expect(capture.stop() > 10_000, "too few packets of 1500 bytes: the upload did not fill them")
    received = [path for path in (web.file("upload") for web in lab.web.values()) if os.path.exists(path)]
    expect_equal([digest(path) for path in received], [digest(sent)], "digests of what arrived")
    expect_equal(lost_segments(lab.client), 0, "lost segments")


@scenario("an upload that does not fit the next hop's MTU is counted as too_big")
def too_big(lab):
    lab.decapsulate()
    for port in ("eth0", "eth1"):
        lab.shunt.namespace.ip(f"link set {port} mtu 1500")
    lab.serve(configuration(web_service()))
    sent = f"{lab.home}/sent"
    with open(sent, "wb") as file:
        file.write(bytes(100_000))
    result = lab.client.run("curl", "-sS", "--max-time", "2", "-T", sent, f"http://{vip(4)}/files/upload", check=False)
    expect(result.returncode != 0, "the upload arrived although 1520 bytes do not fit")
    expect(lab.shunt.reason("too_big") > 0, "no packet counted under too_big")
    expect(fetch(lab.client, vip(4)), "small packets still pass")


@scenario("weights decide how many requests a backend gets", (1, 1, 2))
@scenario("a backend of weight 0 gets none", (1, 0, 3))
def weights(lab, wanted):
    lab.decapsulate()
    lab.serve(configuration(web_service(weights=wanted)))
    count = 3000
    answers = spread(lab.client, vip(4), count)
    expect_equal(sum(answers.values()), count, "answers")
    for backend, weight in zip(BACKENDS, wanted):
        share = weight / sum(wanted)
        allowed = 0 if weight == 0 else 5 * (share * (1 - share) / count) ** 0.5 + 0.01 * share  # chance, and Maglev's
        expect(abs(answers[backend.name] / count - share) <= allowed, f"{backend.name} with {share}: {answers}")


if __name__ == "__main__":
    main()
