// SPDX-License-Identifier: Apache-2.0
// All services at a glance.

import {Chart} from "./charts.js";
import {el, section, setText} from "./dom.js";
import {bits, count, percent, rate} from "./format.js";
import {History, datesOf, seriesOf} from "./history.js";
import {serviceHref} from "./router.js";
import {drawSparkline, sparkline} from "./sparkline.js";
import {setState, severity, stateNode} from "./states.js";
import {Table} from "./table.js";

function tiles(names) {
  const values = names.map(() => el("dd"));
  return {node: el("dl", {class: "tiles"}, names.map((name, i) => el("div", {}, el("dt", {}, name), values[i]))), values};
}

/** Makes the lines the items of a list, unless they are already: what somebody has selected stays selected. */
function setLines(list, lines) {
  const shown = [...list.children].map((item) => item.textContent);
  if (shown.join("\n") !== lines.join("\n")) list.replaceChildren(...lines.map((text) => el("li", {}, text)));
}

export function overviewView() {
  const lines = new Map(); // of services, by name: values of the last hour
  const top = tiles(["Services up", "Backends ready", "Packets", "Traffic", "Drops", "Recorded flows", "Flow table in use"]);
  const alarms = el("ul", {class: "alarms"});
  const alarmSection = section("Alarms", alarms);
  const reload = el("ul", {class: "alarms"});
  const reloadSection = section("The last reload was refused", reload);
  alarmSection.hidden = reloadSection.hidden = true; // nothing is known before the first overview
  const packets = new Chart("Packets a second, last hour", ["forwarded", "dropped"], rate);
  const traffic = new Chart("Traffic, last hour", ["forwarded"], bits);
  const table = new Table({
    caption: "Services, with their rates of now",
    key: (row) => row.name,
    sort: 1,
    filter: "Filter services",
    empty: "The file has no services.",
    columns: [
      {title: "Service", header: true, value: (row) => row.name, make: (row) => el("a", {href: serviceHref(row.name)}, row.name)},
      {title: "State", value: (row) => severity(row.state), find: (row) => row.state, make: (row) => stateNode(row.state),
        update: (node, row) => setState(node, row.state)},
      {title: "Ready", number: true, minor: true, value: (row) => row.ready - row.backends, text: (row) => `${row.ready} of ${row.backends}`},
      {title: "Packets", number: true, value: (row) => row.rates?.packets ?? null, text: (row) => rate(row.rates?.packets)},
      {title: "Traffic", number: true, minor: true, value: (row) => row.rates?.bytes ?? null, text: (row) => bits(row.rates?.bytes)},
      {title: "Drops", number: true, minor: true, value: (row) => row.rates?.dropped ?? null, text: (row) => rate(row.rates?.dropped)},
      {title: "Recorded flows", number: true, minor: true, value: (row) => row.flows, text: (row) => count(row.flows)},
      {title: "Last hour", minor: true, fixed: true, make: sparkline,
        update: (node, row) => drawSparkline(node, lines.get(row.name) ?? [])},
    ],
  });
  const histories = [];

  function drawAll(history) {
    const all = seriesOf(history, "all")[0];
    if (!all) return;
    const dates = datesOf(history, all.packets.length);
    packets.draw(dates, [all.packets, all.drops]);
    traffic.draw(dates, [all.bytes]);
  }

  return {
    title: "Overview",
    node: el("div", {}, el("h1", {tabindex: "-1"}, "Overview"), alarmSection, reloadSection, top.node,
      el("div", {class: "charts"}, packets.node, traffic.node), section("Services", table.node)),
    start() {
      histories.push(new History("", 10, drawAll));
      histories.push(new History({every: "service"}, 60, (history) => {
        lines.clear();
        seriesOf(history, "service").forEach((series) => lines.set(series.name, series.packets));
      }));
    },
    update(state) {
      const {services, rates, flow_table: flows} = state;
      const sum = (field) => services.reduce((total, service) => total + service[field], 0);
      const well = services.filter((service) => service.state === "up").length;
      [`${well} of ${services.length}`, `${count(sum("ready"))} of ${count(sum("backends"))}`, rate(rates.all.packets),
        bits(rates.all.bytes), rate(rates.all.dropped), count(flows.flows), percent(flows.flows + flows.unconfirmed, flows.capacity)]
        .forEach((text, i) => setText(top.values[i], text));
      alarmSection.hidden = state.alarms.length === 0;
      setLines(alarms, state.alarms);
      const errors = state.last_reload?.applied === false ? state.last_reload.errors : [];
      reloadSection.hidden = errors.length === 0;
      setLines(reload, errors);
      table.show(services.map((service) => ({...service, rates: rates.services.get(service.name)})));
    },
    stop() {
      histories.forEach((history) => history.stop());
      [packets, traffic].forEach((chart) => chart.stop());
    },
  };
}
