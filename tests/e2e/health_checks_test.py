# SPDX-License-Identifier: Apache-2.0
"""What each type of check sees of an application that fails: each cause is seen, takes that backend out, and its end
brings it back."""

import functools
import os

from scenario import expect, expect_equal, main, scenario
from health import (HTTP, backend_of, begin, begin_up, checked, health_of, host, seen, status, timed, row, wait_log,
                    wait_passed)
from lab.certificates import Authority
from lab.command import wait_until
from lab.live import EchoServers
from lab.servers import Dnsmasq, HAProxy, Misbehaving, TlsServer, write, write_script
from lab.shunt import configuration
from lab.topology import BACKENDS, EVERYONE, VIP4, VIP6

WELL = {**HTTP, "port": 8080, "status": 200, "expect": "I am well"}
B2 = f"backend_agent web {host('b2')[0]}:"  # in the log


def on_each(lab, kind, *arguments):
    """A server of the kind on each backend, by name."""
    return {b.name: kind(lab.topology[b.name], f"{lab.home}/{kind.__name__}-{b.name}", *arguments).start() for b in BACKENDS}


def misbehaving(lab, check=None):
    servers = on_each(lab, Misbehaving)
    begin_up(lab, checked(check or WELL))
    return servers["b2"]


def becomes(server, bad, good):
    """spoil and mend."""
    return functools.partial(server.become, bad), functools.partial(server.become, good)


@scenario("a wrong status is seen", "status=503", "HTTP 503, expected 200", "wrong HTTP status")
@scenario("a wrong body is seen", "body", "HTTP: .*pattern", "wrong body")
@scenario("a slow answer is seen", "slow=1", "HTTP: no answer in 150 ms", "slow answer")
@scenario("a server that accepts and never answers is seen", "silent", "HTTP: no answer in 150 ms",
          "accepts, never answers")
@scenario("a server that answers byte by byte is seen", "loris", "HTTP: .* did not end in 150 ms", "answers byte by byte")
@scenario("a server that answers without an end is seen", "endless", "HTTP: ", "a body without an end")
@scenario("a server that speaks no HTTP is seen", "garbage", "HTTP: the answer is no HTTP", "answers what is no HTTP")
@scenario("a server that closes without a word is seen", "empty", "HTTP: connection closed", "closes without an answer")
@scenario("a server that resets is seen", "reset", "HTTP: connection reset", "resets the connection")
def misbehaves(lab, mode, says, cause):
    seen(lab, cause, "http", *becomes(misbehaving(lab), mode, "ok"), says)


@scenario("what tcp cannot see, it does not see: a server that accepts and never answers")
def half_open(lab):
    server = misbehaving(lab, {"type": "tcp", "port": 8080})
    server.become("silent")
    health = wait_passed(lab, "b2", 5)
    expect_equal(health["state"], "up", "state of b2")
    expect_equal(health["checks"][0]["failed"], 0, "failed probes of b2")


@scenario("a port that nobody listens at is seen by tcp", "dataplane")
@scenario("a port that nobody listens at is seen by tcp, direct", "direct")
def tcp(lab, via):
    server = misbehaving(lab, {"type": "tcp", "port": 8080, "via": via})
    seen(lab, "the process stops", f"tcp, {via}", server.stop, server.start, "connect: refused")


def tls(lab, **options):
    """TLS servers, Shunt with an https check, and certificates by name."""
    authority = Authority(f"{lab.home}/ca")
    good = ("www.example.com", VIP4, VIP6)
    certificates = {"good": authority.issue("good", *good), "expired": authority.issue("expired", *good, expired=True),
                    "other": authority.issue("other", "other.example.com"),
                    "stranger": Authority(f"{lab.home}/stranger").issue("stranger", *good)}
    servers = on_each(lab, TlsServer, certificates["good"])
    if options.get("verify", True):
        options["ca_file"] = authority.certificate
    check = {"type": "https", "port": 443, "path": "/", "interval": "300ms", "timeout": "300ms", **options}
    begin_up(lab, checked(check))
    return servers["b2"], certificates


@scenario("a certificate that has expired is seen", "expired", "certificate expired on ", "the certificate has expired")
@scenario("a certificate of another name is seen", "other", "is for other.example.com, not www.example.com", "the certificate is of another name")
@scenario("a certificate of an authority that is not trusted is seen", "stranger", "unknown authority",
          "the certificate is of a strange authority")
def certificate(lab, bad, says, cause):
    server, certificates = tls(lab, server_name="www.example.com")
    seen(lab, cause, "https", *becomes(server, certificates[bad], certificates["good"]), says)


@scenario("a certificate may name the address that is asked")
def address_in_certificate(lab):
    server, certificates = tls(lab)
    seen(lab, "the certificate lacks the address", "https", *becomes(server, certificates["other"], certificates["good"]),
         "is for other.example.com, not 192.0.2.10")


@scenario("with verify: false only the answer matters")
def not_verified(lab):
    server, certificates = tls(lab, verify=False)
    server.become(certificates["expired"])
    health = wait_passed(lab, "b2", 5)
    expect_equal(health["checks"][0]["failed"], 0, "failed probes of b2")
    seen(lab, "the TLS server stops", "https", server.stop, server.start, "connect: refused")


@scenario("a DNS server that lost a name is seen", 4)
@scenario("a DNS server that lost a name is seen, IPv6", 6)
def dns(lab, family):
    server = on_each(lab, Dnsmasq)["b2"]
    begin_up(lab, checked({"type": "dns", "port": 53, "name": "www.example.com"}, family))
    seen(lab, f"DNS answers NXDOMAIN (IPv{family})", "dns", *becomes(server, False, True), "NXDOMAIN", family=family)


@scenario("a DNS server that is gone is seen")
def dns_gone(lab):
    server = on_each(lab, Dnsmasq)["b2"]
    begin_up(lab, checked({"type": "dns", "port": 53, "name": "www.example.com", "code": "NOERROR"}))
    seen(lab, "the DNS server stops", "dns", server.stop, server.start, "dns: port closed")


@scenario("a UDP port that closed is seen", 4)
@scenario("a UDP port that closed is seen, IPv6", 6)
def udp(lab, family):
    servers = EchoServers(lab).processes
    begin_up(lab, checked({"type": "udp", "port": 7000, "send": "ping", "expect": "^b[123] ping"}, family))

    def mend():
        lab.topology["b2"].start(*servers["b2"].arguments[2:], log=f"{lab.home}/echo-again.txt")
    seen(lab, f"the UDP port closed (IPv{family})", "udp", servers["b2"].stop, mend, "udp: port closed", family=family)


@scenario("a backend that answers no ping is seen", "dataplane", 4)
@scenario("a backend that answers no ping is seen, IPv6", "dataplane", 6)
@scenario("a backend that answers no ping is seen, direct", "direct", 4)
@scenario("a backend that answers no ping is seen, direct, IPv6", "direct", 6)
def icmp(lab, via, family):
    begin_up(lab, checked({"type": "icmp", "via": via}, family))
    word = "icmp.echo_ignore_all" if family == 6 else "icmp_echo_ignore_all"
    change = [functools.partial(lab.topology["b2"].set, f"net.ipv{family}.{word}={on}") for on in (1, 0)]
    seen(lab, f"no answer to ping (IPv{family})", f"icmp, {via}", *change, "icmp: no answer in 150 ms", family=family)


SCRIPT = """\
#!/bin/sh
# Does what the file mode-BACKEND says.
mode=$(cat {home}/mode-"$SHUNT_BACKEND" 2>/dev/null)
case $mode in
  "") exit 0 ;;
  fail) echo "the disk is full"; exit 2 ;;
  hang) trap '' TERM; sleep 1000; sleep 1001 ;;
  fork) (setsid sleep 1002 &) ; sleep 1003 & exit 1 ;;
esac
"""


def asleep(lab):
    """What scripts left running in Shunt's namespace."""
    return [pid for pid in lab.shunt.namespace.pids() if b"\x00100" in command_line(pid)]


def command_line(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):  # it ended
        return b""


@scenario("a script that fails is seen, with its words", "fail", "script: exit status 2: the disk is full", "a script fails")
@scenario("a script that hangs is seen, and killed", "hang", "script: killed after 1 s", "a script hangs")
@scenario("a script that fails and leaves children is seen, and they are killed", "fork", "script: exit status 1", "a script forks")
def script(lab, mode, says, cause):
    program = write_script(f"{lab.home}/check.sh", SCRIPT.format(home=lab.home))
    begin_up(lab, checked({"type": "script", "command": [program], "interval": "1s", "timeout": "1s"}))  # shells are slow
    file = f"{lab.home}/mode-{host('b2')[0]}"
    seen(lab, cause, "script", lambda: write(file, mode), lambda: os.remove(file), says)
    wait_until("the end of what scripts began", lambda: not asleep(lab))


STUBBORN = """\
#!/bin/sh
# Hangs, and leaves children in sessions of their own, one of them with a child that it starts again and again.
setsid sleep 1004 &
setsid sh -c 'trap "" TERM HUP; while :; do setsid sleep 1005; done' &
sleep 1006
"""


@scenario("what a script has begun ends with its check, also in sessions of its own")
def sessions(lab):
    program = write_script(f"{lab.home}/check.sh", STUBBORN)
    slow = {"type": "script", "command": [program], "interval": "20s", "timeout": "20s"}
    begin(lab, checked(HTTP), checked(slow, name="slow", ports="81/tcp"))
    wait_until("what scripts begin", lambda: len(asleep(lab)) >= 9)
    lab.shunt.reload(configuration(checked(HTTP)))
    wait_until("the end of what scripts began", lambda: not asleep(lab))


def agents(lab):
    proxies = on_each(lab, HAProxy)
    for proxy in proxies.values():
        wait_until("HAProxy's server to be up", lambda proxy=proxy: proxy.says() == "ready up 100%")
    begin_up(lab, checked([HTTP, {"type": "agent", "port": 9000}]))
    return proxies["b2"]


@scenario("an agent that says down is heard, and up again")
def agent_down(lab):
    proxy = agents(lab)
    web = lab.web["b2"]
    seen(lab, "HAProxy's agent says down", "agent and http", web.stop, web.bring_back, "agent: down|connect: refused")
    expect_equal(proxy.says(), "ready up 100%", "what the agent says")


def obeyed(lab, proxy, line, what, condition):
    """Seconds from a command to HAProxy until the status of b2 is as it means."""
    seconds, _ = timed(lambda: proxy.tell(line),
                       lambda: wait_until(what, lambda: condition(backend_of(lab, "b2")), every=0.005))
    return seconds


def obeyed_by_state(lab, proxy, line, state):
    # What is published follows the state: at once, or when the last publication is long enough ago.
    return obeyed(lab, proxy, line, f"b2 to be {state}",
                  lambda b2: b2["state"] == state and (b2["slots"] > 0) == (state == "ready"))


@scenario("an agent that says drain gets no new flows, and keeps its backend up")
def agent_drain(lab):
    proxy = agents(lab)
    detection = obeyed_by_state(lab, proxy, "state drain", "draining")
    expect_equal(health_of(lab, "b2")["state"], "up", "health of b2")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers new connections")
    recovery = obeyed_by_state(lab, proxy, "state ready", "ready")
    expect_equal(lab.answerers(), EVERYONE, "who answers at the end")
    wait_log(lab, f"info {B2} drained by its agent: no new flows")
    wait_log(lab, f"info {B2} ready again by its agent")
    row("HAProxy's agent says drain", "agent", detection, recovery)


@scenario("an agent that says maint takes its backend out, and ready brings it back")
def agent_maintenance(lab):
    proxy = agents(lab)
    detection = obeyed_by_state(lab, proxy, "state maint", "disabled")
    expect_equal(lab.answerers(), EVERYONE - {"b2"}, "who answers")
    recovery = obeyed_by_state(lab, proxy, "state ready", "ready")
    wait_log(lab, f"info {B2} in maintenance by its agent: no flows at all")
    wait_log(lab, f"info {B2} ready again by its agent")
    row("HAProxy's agent says maint", "agent", detection, recovery)


@scenario("an agent that says 50% halves the slots of its backend")
def agent_weight(lab):
    proxy = agents(lab)
    whole = backend_of(lab, "b2")["slots"]
    detection = obeyed(lab, proxy, "weight 50%", "fewer slots", lambda b2: b2["slots"] < 0.65 * whole)
    expect(backend_of(lab, "b2")["slots"] > 0.55 * whole, "slots of 1/(1+0.5+1) instead of 1/3: 60%")
    recovery = obeyed(lab, proxy, "weight 100%", "all slots", lambda b2: b2["slots"] == whole)
    expect_equal(status(lab)["alarms"], [], "alarms")
    wait_log(lab, f"info {B2} 50% of its weight by its agent")
    wait_log(lab, f"info {B2} 100% of its weight by its agent")
    row("HAProxy's agent says 50%", "agent", detection, recovery)


@scenario("an agent that says nothing is a failed check")
def agent_silent(lab):
    proxy = agents(lab)
    seen(lab, "the agent stops", "agent", proxy.stop, proxy.start, "connect: refused")


if __name__ == "__main__":
    main()
