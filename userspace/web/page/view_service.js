// SPDX-License-Identifier: Apache-2.0
// One service: its backends, its last hour, and the history of its health.

import {Chart} from "./charts.js";
import {Details} from "./details.js";
import {el, facts, section, setText} from "./dom.js";
import {bits, count, hex, milliseconds, percent, rate, since} from "./format.js";
import {History, datesOf} from "./history.js";
import {backendHref, overviewHref} from "./router.js";
import {setState, severity, stateNode} from "./states.js";
import {Table} from "./table.js";
import {transitionTable, transitionsOf} from "./transitions.js";

const latency = (backend) => Math.max(0, ...(backend.health?.checks ?? []).map((check) => check.latency_us));

/** Why it is as it is: the reason that the API gives, or what an operator set. */
export function reasonOf(backend) {
  if (backend.reason) return backend.reason;
  if (backend.health?.degraded) return backend.health.reason;
  if (backend.override?.state === "draining") return "drained by an operator";
  if (backend.override?.state === "disabled") return "disabled by an operator";
  return backend.health?.reason ?? "";
}

export function weightOf(backend) {
  return backend.weight === backend.effective_weight ? String(backend.weight) : `${backend.effective_weight} (of ${backend.weight})`;
}

function backendTable(name) {
  return new Table({
    caption: `Backends of ${name}, with their rates of now`,
    key: (row) => row.address,
    sort: 1,
    filter: "Filter backends",
    empty: "The service has no backends.",
    columns: [
      {title: "Backend", header: true, value: (row) => row.address,
        make: (row) => el("a", {href: backendHref(name, row.address)}, row.address)},
      {title: "State", value: (row) => severity(row.state), find: (row) => row.state, make: (row) => stateNode(row.state),
        update: (node, row) => setState(node, row.state)},
      {title: "Packets", number: true, value: (row) => row.rates?.packets ?? null, text: (row) => rate(row.rates?.packets)},
      {title: "Traffic", number: true, minor: true, value: (row) => row.rates?.bytes ?? null, text: (row) => bits(row.rates?.bytes)},
      {title: "Weight", number: true, minor: true, value: (row) => row.effective_weight, text: weightOf},
      {title: "Slots", number: true, minor: true, value: (row) => row.slots, text: (row) => percent(row.slots, row.table)},
      {title: "Recorded flows", number: true, minor: true, value: (row) => row.flows, text: (row) => count(row.flows)},
      {title: "Probe", number: true, minor: true, value: latency, text: (row) => milliseconds(latency(row))},
      {title: "Since", minor: true, value: (row) => row.health?.since ?? "", text: (row) => (row.health ? since(row.health.since) : "")},
      {title: "Reason", wrap: true, text: reasonOf},
    ],
  });
}

function describe(service) {
  return facts([
    ["VIP", service.vip], ["Ports", service.ports.join(", ")], ["Forwarding", service.forwarding], ["Scheduler", service.scheduler],
    ["Slots", count(service.table_size)], ["Slots that look flows up", count(service.slots_migrating + service.slots_tracked)],
    ["Up", `${service.healthy} of ${service.backends.filter((backend) => !backend.backup).length}`],
    ["Fail policy in force", service.failing], ["Table's fingerprint", hex(service.fingerprint)],
  ]);
}

export function serviceView({service: name}) {
  const state = stateNode("waiting");
  const about = el("div");
  const alarms = el("ul", {class: "alarms", hidden: true});
  const missing = el("p", {class: "missing", role: "alert", hidden: true});
  const backends = backendTable(name);
  const transitions = transitionTable(name);
  const charts = [new Chart("Packets a second, last hour", ["forwarded", "dropped"], rate), new Chart("Traffic, last hour", ["forwarded"], bits),
    new Chart("Flows, last hour", ["recorded", "new TCP flows a second"], (value) => rate(value).replace("/s", ""))];
  const running = [];

  function show(error, details) {
    missing.hidden = !error;
    if (error) {
      setText(missing, error.message);
      return;
    }
    const {service} = details;
    about.replaceChildren(describe(service));
    alarms.hidden = details.alarms.length === 0;
    alarms.replaceChildren(...details.alarms.map((text) => el("li", {}, text)));
    backends.show(service.backends.map((backend) => ({...backend, table: service.table_size, rates: details.rates.get(backend.address)})));
    transitions.show(transitionsOf(service.backends));
  }

  function draw(history) {
    const [series] = history.series;
    const dates = datesOf(history, series.packets.length);
    charts[0].draw(dates, [series.packets, series.drops]);
    charts[1].draw(dates, [series.bytes]);
    charts[2].draw(dates, [series.flows, series.new_flows]);
  }

  return {
    title: `Service ${name}`,
    node: el("div", {}, el("p", {class: "trail"}, el("a", {href: overviewHref()}, "Overview")),
      el("h1", {tabindex: "-1"}, `Service ${name} `, state), missing, alarms, about,
      el("div", {class: "charts"}, charts.map((chart) => chart.node)),
      section("Backends", backends.node), section("Health history", transitions.node)),
    start() {
      running.push(new Details(name, show), new History({service: name}, 10, draw));
    },
    update(overview) {
      const row = overview.services.find((service) => service.name === name);
      if (row) setState(state, row.state);
    },
    stop() {
      [...running, ...charts].forEach((thing) => thing.stop());
    },
  };
}
