# SPDX-License-Identifier: Apache-2.0
"""/metrics, as Prometheus and others ask for it."""

import functools
import json
import os
import shutil

from scenario import Skipped, expect, expect_equal, main, scenario
from fault_table import expect_as_documented
from health import HTTP, checked
from lab.command import run, wait_until
from lab.dashboard import dashboard, queries
from lab.prometheus import Prometheus
from lab.shunt import Shunt, configuration, web_service
from lab.topology import backend_called, vip
from lab.web import spread

LISTEN = "127.0.0.1:9977"
API = f"api: {{listen: {LISTEN}}}\n"
B2 = backend_called("b2")
# Nothing of this is there in a lab where all is well.
EMPTY = {"Slots that look flows up", "Not as usual", "Weight", "Not ready", "Without a next hop", "Drops by reason",
         "Passed to the host by reason", "Backends that are down", "Transitions", "Degraded", "Configuration applied", "API refusals"}


def metrics(lab, *options, path="/metrics"):
    """(status, type, text) of an answer over TCP."""
    answer = lab.shunt.namespace.run("curl", "-s", "-m", "10", "-w", "\n%{http_code} %{content_type}", *options,
                                     f"http://{LISTEN}{path}").stdout
    text, last = answer.rsplit("\n", 1)
    status, kind = last.split(" ", 1)
    return int(status), kind, text


def serve(lab, *services):
    lab.decapsulate()
    lab.serve(API + configuration(*services))


def scraped(lab, **options):
    for program in ("prometheus", "promtool"):
        if not shutil.which(program):
            raise Skipped(f"needs {program}; install the package prometheus")
    return Prometheus(lab.shunt.namespace, f"{lab.home}/prometheus", LISTEN, **options).start()


def all_up(lab):
    """A server that has seen all three backends of a checked service up."""
    serve(lab, checked(HTTP, passive="warn"))
    wait_until("all backends up", lambda: lab.shunt.status()["services"][0]["healthy"] == 3)
    prometheus = scraped(lab)
    prometheus.wait_for("sum(shunt_backend_health_up)", 3)
    return prometheus


@scenario("a Prometheus server sees traffic, a backend that fails, and a reload that is refused")
def server(lab):
    prometheus = all_up(lab)
    prometheus.wait_for("up", 1)
    spread(lab.client, vip(4), 60)
    wanted = lab.shunt.stats()["services"][0]
    prometheus.wait_for("shunt_service_packets_total", wanted["forwarded"]["packets"])
    prometheus.wait_for("sum(shunt_backend_bytes_total)", wanted["forwarded"]["bytes"])
    prometheus.wait_for("sum(shunt_backend_new_flows_total)", 60)
    wait_until("probes in the histogram",
               lambda: (prometheus.value('shunt_service_probe_duration_seconds_bucket{le="+Inf"}') or 0) > 10)

    lab.web["b2"].stop()
    prometheus.wait_for(f'shunt_backend_health_up{{backend="{B2.ipv4}"}}', 0)
    prometheus.wait_for(f'shunt_backend_health_transitions_total{{backend="{B2.ipv4}"}}', 1)
    prometheus.wait_for("sum(shunt_backend_health_transitions_total)", 1)
    prometheus.wait_for('count(ALERTS{alertname="ShuntBackendDown", alertstate="pending"})', 1)

    expect_equal(prometheus.value("shunt_last_reload_successful"), None, "the last reload, before the first")
    lab.shunt.write("nonsense: 1\n")
    expect_equal(lab.shunt.ask("reload", check=False).returncode, 1, "status of a reload with an error")
    prometheus.wait_for("shunt_last_reload_successful", 0)
    prometheus.wait_for('shunt_reloads_total{result="refused"}', 1)
    prometheus.wait_for('count(ALERTS{alertname="ShuntReloadRefused", alertstate="pending"})', 1)


@scenario("the dashboard's queries find what they ask for")
def panels(lab):
    prometheus = all_up(lab)
    wait_until("two scrapes", lambda: (prometheus.value("count_over_time(up[1m])") or 0) >= 3)
    spread(lab.client, vip(4), 30)
    for title, query in queries(dashboard()):
        if title in EMPTY:
            prometheus.series(query)
        else:
            wait_until(f"{title}: {query}", functools.partial(prometheus.series, query))


@scenario("the counters are by CPU for a server that asks so")
def by_cpu(lab):
    serve(lab, web_service())
    prometheus = scraped(lab, by_cpu=True)
    spread(lab.client, vip(4), 30)
    wanted = lab.shunt.stats()["services"][0]["forwarded"]["packets"]
    prometheus.wait_for("sum(shunt_service_packets_total)", wanted)
    possible = prometheus.value("count(shunt_service_packets_total)")
    expect_equal(prometheus.value('count(shunt_interface_packets_total{interface="eth0"})'), 4 * possible, "frames by CPU")
    prometheus.wait_for("sum(shunt_backend_packets_total)", wanted)
    expect_equal(prometheus.value("count(shunt_backend_packets_total)"), 3, "counters of backends")


@scenario("promtool finds nothing to say against the metrics")
def lint(lab):
    if not shutil.which("promtool"):
        raise Skipped("needs promtool; install the package prometheus")
    serve(lab, checked(HTTP, passive="warn"))
    lab.shunt.ask("reload")
    for path in ("/metrics", "/metrics?cpu=1"):
        status, kind, text = metrics(lab, path=path)
        expect_equal((status, kind), (200, "text/plain; version=0.0.4; charset=utf-8"), "the answer")
        result = run(["promtool", "check", "metrics"], input=text, check=False)
        expect_equal((result.returncode, result.stdout, result.stderr), (0, "", ""), "promtool")


@scenario("who asks wrongly is told how")
def wrong(lab):
    serve(lab, web_service())
    for status, text, *options in ((405, "knows only GET", "-X", "POST"), (405, "knows only GET", "-X", "DELETE"),
                                   (406, "text/plain or application/openmetrics-text", "-H", "Accept: application/json"),
                                   (403, "another machine", "-H", "Host: example.com")):
        found, kind, body = metrics(lab, *options)
        expect_equal((found, kind), (status, "application/problem+json"), f"the answer to {options}")
        expect(text in json.loads(body)["error"], body)
    expect_equal(metrics(lab, path="/metrics?cpu=all")[0], 400, "status of another query")
    status, kind, text = metrics(lab, "-H", "Accept: application/openmetrics-text; version=1.0.0")
    expect_equal((status, kind), (200, "application/openmetrics-text; version=1.0.0; charset=utf-8"), "OpenMetrics")
    expect(text.endswith("\n# EOF\n"), text[-200:])


@scenario("instances have the same fingerprints if their services are the same, whatever came before")
def fingerprints(lab):
    two, three = web_service(weights=(1, 2, None)), web_service(weights=(1, 2, 1))
    serve(lab, two, web_service(inner=6))
    lab.shunt.reload(API + configuration(web_service(inner=6), three))  # another order, and other positions
    other = Shunt(lab.topology["client"], lab.binary, f"{lab.home}/other")
    os.makedirs(other.home)
    other.pins = f"{lab.home}/bpf/other"
    other.write(configuration(three, web_service(inner=6), interfaces=["eth0"]))
    other.start()
    mine, theirs = lab.shunt.status(), other.status()
    tables = [{s["name"]: s["fingerprint"] for s in status["services"]} for status in (mine, theirs)]
    expect_equal(mine["fingerprint"], theirs["fingerprint"], "fingerprints of the configuration")
    expect_equal(tables[0], tables[1], "fingerprints of the tables")
    expect(0 not in tables[0].values() and len(set(tables[0].values())) == 2, tables)
    expect_as_documented("two instances with different tables", metrics(lab)[2])

    lab.shunt.ask("backend", "disable", "web4", B2.ipv4)
    changed = {s["name"]: s["fingerprint"] for s in lab.shunt.status()["services"]}
    expect(changed["web4"] != tables[0]["web4"] and changed["web6"] == tables[0]["web6"], changed, tables)
    expect_equal(lab.shunt.status()["fingerprint"], mine["fingerprint"], "the configuration's after `shunt backend`")
    other.reload(configuration(two, web_service(inner=6), interfaces=["eth0"]))
    expect(other.status()["fingerprint"] != mine["fingerprint"], "another file, the same fingerprint")
    other.stop()


if __name__ == "__main__":
    main()
