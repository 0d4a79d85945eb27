# SPDX-License-Identifier: Apache-2.0
"""What the controller logs, who asked for it, and what is left of a reload that was refused."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import time

from scenario import Skipped, expect, expect_equal, main, scenario
from fault_table import expect_as_documented
from health import HTTP, checked, host
from lab.command import run, wait_until
from lab.shunt import configuration, web_service
from lab.topology import backend_called

GOOD = configuration(web_service())
BAD = GOOD.replace("weight: 1", "weight: -1", 1)
JSON = "log: {format: json}\n"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) ([a-z_]+)(:? .*)?")
F_SETPIPE_SZ = 1031  # fcntl.F_SETPIPE_SZ of Python 3.10
B1 = backend_called("b1").ipv4


def lines(lab, event=None):
    """The lines of the log; with `event` those of it. Each has to be one that docs/logs.md describes."""
    found = lab.shunt.process.output().splitlines()
    for line in found:
        expect(LINE.fullmatch(line), f"no line of the log: {line!r}")
    return [line for line in found if event is None or LINE.fullmatch(line).group(2) == event]


def entries(lab, event):
    """The same of a log of JSON."""
    return [entry for entry in map(json.loads, lab.shunt.process.output().splitlines()) if entry["event"] == event]


def wait_line(lab, event, text=""):
    """The last line of the event, when there is one with the text."""
    wait_until(f"{event} with {text!r} in the log", lambda: any(text in line for line in lines(lab, event)))
    return [line for line in lines(lab, event) if text in line][-1]


def curl(lab, *options):
    """(status, answer) of a request over the UNIX socket."""
    answer = lab.shunt.namespace.run("curl", "-s", "-m", "10", "-w", "\n%{http_code}", "--unix-socket", lab.shunt.socket,
                                     *options).stdout
    text, status = answer.rsplit("\n", 1)
    return int(status), text


def metric(lab, name):
    text = curl(lab, "http://localhost/metrics")[1]
    return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE).group(1))


@scenario("a reload that is refused stays in status, alarms, metrics and the log until one is applied")
def refused(lab):
    lab.serve(GOOD)
    expect_equal(lab.shunt.status()["last_reload"], None, "last reload before the first")
    lab.shunt.write(BAD)
    result = lab.shunt.ask("reload", check=False)
    expect_equal(result.returncode, 1, "status of the reload")
    error = result.stderr.splitlines()[0]
    expect(re.match(rf"{re.escape(lab.shunt.file)}:10:\d+: weight: expected a whole number", error), error)
    status = lab.shunt.status()
    last = status["last_reload"]
    expect_equal((last["applied"], last["errors"], last["errors_left_out"]), (False, [error], 0), "last reload")
    expect(re.fullmatch(r"uid 0 \(pid \d+\)", last["by"]), last["by"])
    expect_equal(status["alarm_ids"], ["reload_refused"], "alarms")
    expect(error in status["alarms"][0] and "running with the configuration of " in status["alarms"][0], status["alarms"])
    text = lab.shunt.ask("status").stdout
    expect(f", nothing applied\n  asked by {last['by']}\n  {error}\n" in text, text)
    expect_equal(metric(lab, "shunt_last_reload_successful"), 0, "metric")
    expect_equal(metric(lab, 'shunt_reloads_total{result="refused"}'), 1, "metric of refused reloads")
    expect(wait_line(lab, "config_error").endswith(f" error config_error: {error}"), lines(lab))
    expect(f"nothing applied, asked by {last['by']}; 1 error, the first: {error}" in wait_line(lab, "reload_refused"), lines(lab))
    expect(wait_line(lab, "audit_refused").endswith(f"{last['by']}: POST /v1/reload: 422"), lines(lab))
    wait_line(lab, "alarm_begins", "reload_refused: the last reload was refused")
    lab.shunt.write(GOOD + "prots: {}\n")
    lab.shunt.ask("reload", check=False)
    expect_as_documented("reload refused", "\n".join([lab.shunt.ask("status").stdout, *lines(lab), curl(lab, "http://localhost/metrics")[1]]))
    lab.shunt.reload(GOOD)
    status = lab.shunt.status()
    expect_equal((status["last_reload"]["applied"], status["last_reload"]["errors"], status["alarms"]), (True, [], []), "at the end")
    expect("refused" not in lab.shunt.ask("status").stdout, "status at the end")
    expect_equal(metric(lab, "shunt_last_reload_successful"), 1, "metric at the end")
    wait_line(lab, "reload_applied")
    wait_line(lab, "alarm_ends", "reload_refused")
    expect_as_documented("who changed what?", "\n".join(lines(lab)))


@scenario("each change over the socket has one line with who asked, what, and the answer, also SIGHUP")
def audit(lab):
    lab.serve(JSON + GOOD)
    namespace, binary = lab.shunt.namespace, lab.shunt.binary
    lab.shunt.ask("backend", "drain", "web4", B1, "--for", "10m")
    lab.shunt.ask("backend", "weight", "web4", "198.51.100.99", "2", check=False)
    lab.shunt.ask("attach", "eth0", "--mode", "generic")
    lab.shunt.ask("plan")
    lab.shunt.ask("status")
    lab.shunt.ask("log", "debug")
    lab.shunt.ask("reload")
    os.chmod(lab.shunt.socket, 0o666)
    os.chmod(lab.home, 0o755)
    env = {"SHUNT_SOCKET": lab.shunt.socket}
    namespace.run("setpriv", "--reuid", "65534", "--clear-groups", binary, "backend", "enable", "web4", B1, env=env)
    done = [(e["uid"], e["asked"], e["status"]) for e in entries(lab, "audit")]
    path = f"/v1/services/web4/backends/{B1}"
    expect_equal(done, [("0", f'PATCH {path} {{"for":600,"state":"draining"}}', "200"),
                        ("0", 'PUT /v1/interfaces/eth0 {"mode": "generic"}', "200"),
                        ("0", 'PUT /v1/log {"level": "debug"}', "200"),
                        ("0", "POST /v1/reload", "200"),
                        ("65534", f'PATCH {path} {{"state":"enabled"}}', "200")], "what was asked")
    first = entries(lab, "audit")[0]
    expect_equal((first["service"], first["backend"], first["level"]), ("web4", B1, "info"), "fields of the first")
    expect(int(first["pid"]) > 1, first)
    expect_equal([(e["status"], e["backend"]) for e in entries(lab, "audit_refused")], [("404", "198.51.100.99")], "refused")
    lab.shunt.process.send(1)
    wait_until("the line of SIGHUP", lambda: any(e["message"] == "SIGHUP: reload: applied" for e in entries(lab, "audit")))
    expect_equal(lab.shunt.status()["last_reload"]["by"], "SIGHUP", "who asked")


@scenario("a flood of wrong and hostile requests writes a bounded number of lines, and forges none")
def flood(lab):
    lab.serve(JSON + GOOD)
    evil = b"PUT /v1/interfaces/a%0A%22,%22event%22:%22ready HTTP/1.1\r\nHost: x\r\nContent-Length: 33\r\n\r\n" \
        b'\n{"event":"ready"}\x1b[2K\xff\xfe"\n,,,,,,\n'
    evil = evil[:evil.index(b"\r\n\r\n") + 4 + 33]
    for _ in range(300):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(lab.shunt.socket)
            client.sendall(evil)
            expect(client.recv(4096).startswith(b"HTTP/1.1 400"), "answer")
    expect_equal(len(entries(lab, "ready")), 1, "lines of ready")
    said = entries(lab, "audit_refused")
    expect(5 <= len(said) <= 40, f"{len(said)} lines of 300 requests")
    expect("\n" in said[0]["asked"], said[0])
    wait_until("the number of those that were left out", lambda: entries(lab, "log_suppressed"), deadline=20)
    left_out = entries(lab, "log_suppressed")[-1]
    expect_equal(left_out["suppressed_event"], "audit_refused", "event that was left out")
    expect(int(left_out["lines"]) + len(said) >= 290, left_out)


@scenario("the level is the flag's, else the file's, and `shunt log` changes it until the next reload")
def levels(lab):
    lab.serve("log: {level: warning}\n" + GOOD)
    expect_equal(lines(lab), [], "lines at level warning")
    expect_equal(lab.shunt.ask("log").stdout, "level warning, format text, to auto\n", "shunt log")
    expect_equal(json.loads(lab.shunt.ask("log", "info", "--json").stdout), {"level": "info", "format": "text", "to": "auto"}, "answer")
    expect("is info now" in wait_line(lab, "log_level"), lines(lab))
    wait_line(lab, "audit", "PUT /v1/log")
    lab.shunt.ask("reload")
    count = len(lines(lab))
    lab.shunt.ask("reload")
    expect_equal((lab.shunt.ask("log").stdout.split(",")[0], len(lines(lab))), ("level warning", count), "after a reload")
    expect_equal(lab.shunt.ask("log", "loud", check=False).returncode, 2, "status of a level that there is not")
    expect_equal(curl(lab, "-X", "PUT", "-d", '{"level": 3}', "http://localhost/v1/log")[0], 400, "status of a wrong body")
    expect_equal(curl(lab, "-X", "DELETE", "http://localhost/v1/log")[0], 405, "status of a wrong method")
    lab.shunt.stop()
    lab.shunt.start("--log-level", "error")
    expect_equal(lab.shunt.ask("log").stdout.split(",")[0], "level error", "the flag stands above the file")


@scenario("a backend that fails has a line, and the alarm of it another")
def backends(lab):
    lab.decapsulate()
    lab.serve(configuration(checked(HTTP)))
    wait_until("all up", lambda: lab.shunt.status()["services"][0]["healthy"] == 3)
    lab.web["b2"].process.stop()
    b2 = host("b2")[0]
    expect(f" warning backend_down web {b2}: connect: " in wait_line(lab, "backend_down"), lines(lab))
    wait_line(lab, "alarm_begins", "backends_down web: service web: 1 of 3 backends is down")


@scenario("a log that nobody reads holds nothing up, and says how much of it is lost when somebody does")
def unread(lab):
    lab.serve(GOOD)
    lab.shunt.stop()
    reader, writer = os.pipe()
    fcntl.fcntl(writer, F_SETPIPE_SZ, 4096)
    os.set_blocking(reader, False)
    command = ["nsenter", f"--net=/run/netns/{lab.shunt.namespace.name}", *lab.shunt.run_command()]
    with subprocess.Popen(command, stderr=writer, stdout=writer) as child:
        try:
            wait_until("an answer", lambda: lab.shunt.ask("status", check=False).returncode == 0)
            began = time.monotonic()
            for weight in range(1, 41):
                lab.shunt.ask("backend", "weight", "web4", B1, str(weight))
            expect(time.monotonic() - began < 30, f"40 changes took {time.monotonic() - began:.1f} s")
            said = ""

            def lost():
                nonlocal said
                with contextlib.suppress(BlockingIOError):
                    said += os.read(reader, 65536).decode()
                return re.search(r" warning log_lost: (\d+) lines could not be written\n", said)
            wait_until("the number of lines that are lost", lost, deadline=20)
            expect(int(lost().group(1)) > 40, said)
            expect(all(LINE.fullmatch(line) for line in said.splitlines()), said)
        finally:
            child.terminate()
            child.wait(20)
            os.close(reader)
            os.close(writer)


@scenario("systemd's journal gets fields of its own, and finds the events by them")
def journal(lab):
    journald = "/lib/systemd/systemd-journald"
    for program in (journald, shutil.which("journalctl") or "journalctl", "/usr/bin/unshare"):
        if not os.path.exists(program):
            raise Skipped(f"needs {program}")
    lab.serve(GOOD)
    lab.shunt.stop()
    lab.shunt.write("log: {to: journal}\n" + GOOD)
    # A journal of the scenario's own: in a mount namespace, at the usual places.
    script = f"""
mkdir -p /run/systemd /run/log {lab.home}/run {lab.home}/log
mount --bind {lab.home}/run /run/systemd
mount --bind {lab.home}/log /run/log
{journald} & journald=$!
for i in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.05; done
timeout 20 nsenter --net=/run/netns/{lab.shunt.namespace.name} {' '.join(lab.shunt.run_command())} & shunt=$!
for i in $(seq 200); do journalctl -D /run/log/journal -q SHUNT_EVENT=ready -n 1 2>/dev/null | grep -q ready && break; sleep 0.05; done
journalctl -D /run/log/journal -q -o json SHUNT_EVENT=ready
kill $shunt; wait $shunt; kill $journald; wait $journald
"""
    found = run(["unshare", "-m", "sh", "-c", script], check=False, timeout=60)
    entry = next((json.loads(line) for line in found.stdout.splitlines() if line.startswith("{")), None)
    if entry is None and "ready" not in found.stdout:
        raise Skipped(f"no journal can be run here: {(found.stdout + found.stderr)[-300:]}")
    expect_equal((entry["PRIORITY"], entry["SYSLOG_IDENTIFIER"], len(entry["MESSAGE_ID"])), ("6", "shunt", 32), "fields")
    expect(entry["MESSAGE"].startswith("ready: shunt "), entry["MESSAGE"])


if __name__ == "__main__":
    main()
