// SPDX-License-Identifier: Apache-2.0
// One backend of a service: its way, its checks, and what they found.

import {Chart} from "./charts.js";
import {Details} from "./details.js";
import {el, facts, section, setText} from "./dom.js";
import {bits, count, duration, milliseconds, percent, rate, since} from "./format.js";
import {History, datesOf} from "./history.js";
import {overviewHref, serviceHref} from "./router.js";
import {meaning, setState, stateNode} from "./states.js";
import {Table} from "./table.js";
import {transitionTable, transitionsOf} from "./transitions.js";
import {reasonOf, weightOf} from "./view_service.js";

function overrideText(override) {
  if (!override) return "";
  const parts = [];
  if (override.state) parts.push(override.state + (override.left_s ? `, ${duration(override.left_s)} left` : ""));
  if (override.weight !== null) parts.push(`weight ${override.weight}, the file says ${override.file_weight}`);
  return parts.join("; ");
}

function passiveText(passive) {
  if (!passive) return "";
  return passive.reason || `${count(passive.syns_repeated)} of ${count(passive.syns)} SYNs were repeated in ten seconds`;
}

function describe(backend, details) {
  const rates = details.rates.get(backend.address);
  return facts([
    ["State", `${backend.state}: ${meaning(backend.state)}`], ["Reason", reasonOf(backend)],
    ["For", backend.health ? since(backend.health.since) : ""], ["Packets", rate(rates?.packets)], ["Traffic", bits(rates?.bytes)],
    ["Weight", weightOf(backend)], ["Slots", `${count(backend.slots)} (${percent(backend.slots, details.service.table_size)})`],
    ["Recorded flows", count(backend.flows)], ["Next hop", backend.next_hop || "not known"], ["Backup", backend.backup ? "yes" : ""],
    ["Override", overrideText(backend.override)], ["Clients' SYNs", passiveText(backend.health?.passive)],
  ]);
}

function checkTable() {
  return new Table({
    caption: "Health checks, with what each found last",
    key: (row) => `${row.type} ${row.via} ${row.asked}`,
    empty: "This backend is not checked.",
    columns: [
      {title: "Check", header: true, text: (row) => `${row.type} ${row.asked}`},
      {title: "Way", minor: true, text: (row) => row.via},
      {title: "State", value: (row) => row.state, make: (row) => stateNode(row.state), update: (node, row) => setState(node, row.state)},
      {title: "For", text: (row) => since(row.since), value: (row) => row.since},
      {title: "Probe", number: true, value: (row) => row.latency_us, text: (row) => milliseconds(row.latency_us)},
      {title: "Longest", number: true, minor: true, value: (row) => row.latency_max_us, text: (row) => milliseconds(row.latency_max_us)},
      {title: "Passed", number: true, minor: true, value: (row) => row.passed, text: (row) => count(row.passed)},
      {title: "Failed", number: true, minor: true, value: (row) => row.failed, text: (row) => count(row.failed)},
      {title: "Unable", number: true, minor: true, value: (row) => row.unable, text: (row) => count(row.unable)},
      {title: "Last reason", wrap: true, text: (row) => [row.reason || "passed", row.full_size_reason, row.agent && `agent: ${row.agent}`].filter(Boolean).join("; ")},
    ],
  });
}

export function backendView({service: name, backend: address}) {
  const state = stateNode("pending");
  const about = el("div");
  const missing = el("p", {class: "missing", role: "alert", hidden: true});
  const checks = checkTable();
  const transitions = transitionTable(null);
  const charts = [new Chart("Packets a second, last hour", ["forwarded"], rate), new Chart("Traffic, last hour", ["forwarded"], bits),
    new Chart("Flows, last hour", ["recorded", "new TCP flows a second"], (value) => rate(value).replace("/s", ""))];
  const running = [];

  function show(error, details) {
    const backend = details?.service.backends.find((other) => other.address === address);
    missing.hidden = Boolean(backend);
    if (!backend) {
      setText(missing, error ? error.message : `${name} has no backend ${address}`);
      return;
    }
    setState(state, backend.state);
    about.replaceChildren(describe(backend, details));
    checks.show(backend.health?.checks ?? []);
    transitions.show(transitionsOf([backend]));
  }

  function draw(history) {
    const [series] = history.series;
    const dates = datesOf(history, series.packets.length);
    charts[0].draw(dates, [series.packets]);
    charts[1].draw(dates, [series.bytes]);
    charts[2].draw(dates, [series.flows, series.new_flows]);
  }

  return {
    title: `Backend ${address} of ${name}`,
    node: el("div", {}, el("p", {class: "trail"}, el("a", {href: overviewHref()}, "Overview"), " › ", el("a", {href: serviceHref(name)}, `Service ${name}`)),
      el("h1", {tabindex: "-1"}, `Backend ${address} `, state), missing, about,
      el("div", {class: "charts"}, charts.map((chart) => chart.node)),
      section("Health checks", checks.node), section("Health history", transitions.node)),
    start() {
      running.push(new Details(name, show), new History({service: name, backend: address}, 30, draw));
    },
    update() {},
    stop() {
      [...running, ...charts].forEach((thing) => thing.stop());
    },
  };
}
