// SPDX-License-Identifier: Apache-2.0
// Interfaces: how we are attached, what passes, and which processors do the work.

import {Chart} from "./charts.js";
import {el, section, setText} from "./dom.js";
import {UNKNOWN, bits, percent, rate} from "./format.js";
import {History, datesOf, seriesOf} from "./history.js";
import {Table} from "./table.js";

const CPU_LINES = 6;

/** A bar for each processor with its share of the packets of now. */
function spread() {
  const list = el("ul", {class: "spread"});
  const rows = [];
  return {
    node: list,
    show(rates) {
      const sum = rates.reduce((a, b) => a + (b ?? 0), 0);
      while (rows.length < rates.length) {
        const bar = el("span", {class: "bar"});
        const text = el("span", {class: "share"});
        rows.push({bar, text, node: el("li", {}, el("span", {class: "cpu"}, `CPU ${rows.length}`),
          el("span", {class: "track", "aria-hidden": "true"}, bar), text)});
        list.append(rows[rows.length - 1].node);
      }
      rates.forEach((value, i) => {
        rows[i].bar.style.setProperty("inline-size", `${sum > 0 ? 100 * (value ?? 0) / sum : 0}%`);
        setText(rows[i].text, value === null ? UNKNOWN : `${rate(value)}, ${sum > 0 ? percent(value, sum) : "0 %"}`);
      });
    },
  };
}

export function interfacesView() {
  const table = new Table({
    caption: "Interfaces, with their rates of now",
    key: (row) => row.name,
    empty: "No interfaces: `shunt attach IFACE`, or `interfaces:` in the file.",
    columns: [
      {title: "Interface", header: true, text: (row) => row.name},
      {title: "Mode", text: (row) => row.attached ?? "not attached"},
      {title: "Asked", minor: true, text: (row) => row.configured},
      {title: "Queues", number: true, value: (row) => row.receive_queues, text: (row) => (row.receive_queues ? String(row.receive_queues) : UNKNOWN)},
      {title: "Frames", number: true, value: (row) => row.rates?.packets ?? null, text: (row) => rate(row.rates?.packets)},
      {title: "Traffic", number: true, minor: true, value: (row) => row.rates?.bytes ?? null, text: (row) => bits(row.rates?.bytes)},
      {title: "Forwarded", number: true, minor: true, value: (row) => row.rates?.forwarded ?? null, text: (row) => rate(row.rates?.forwarded)},
      {title: "Dropped", number: true, minor: true, value: (row) => row.rates?.dropped ?? null, text: (row) => rate(row.rates?.dropped)},
      {title: "State", wrap: true, text: (row) => row.state},
    ],
  });
  const spreads = new Map();
  const spreadNode = el("div", {class: "spreads"});
  const chartPlace = el("div", {class: "charts"});
  let chart = null;
  let chosen = "";
  let history = null;

  // The processors that did most in the last hour: a line for each of many would be none.
  function draw(answer) {
    const sum = (values) => values.reduce((a, b) => a + (b ?? 0), 0);
    const busiest = seriesOf(answer, "cpu").sort((a, b) => sum(b.packets) - sum(a.packets)).slice(0, CPU_LINES)
      .sort((a, b) => Number(a.name) - Number(b.name));
    if (!busiest.length) return;
    const names = busiest.map((series) => `CPU ${series.name}`);
    if (names.join() !== chosen) {
      chart?.stop();
      chosen = names.join();
      chart = new Chart("Frames a second by processor, last hour", names, rate);
      chartPlace.replaceChildren(chart.node);
    }
    chart.draw(datesOf(answer, busiest[0].packets.length), busiest.map((series) => series.packets));
  }

  return {
    title: "Interfaces",
    node: el("div", {}, el("h1", {tabindex: "-1"}, "Interfaces"), table.node,
      section("Load spread over processors",
        el("p", {class: "hint"}, "Which processor takes the frames of an interface: one that has much more than the others is a hot queue, " +
          "or few clients. ", el("code", {}, "shunt doctor"), " says which."),
        spreadNode, chartPlace)),
    start() {
      history = new History("", 10, draw);
    },
    update(state) {
      table.show(state.interfaces.map((row) => ({...row, rates: state.rates.interfaces.get(row.name)})));
      state.interfaces.forEach(({name}) => {
        if (!spreads.has(name)) {
          const one = spread();
          spreads.set(name, one);
          spreadNode.append(el("div", {}, el("h3", {}, name), one.node));
        }
        spreads.get(name).show(state.rates.cpus.get(name) ?? []);
      });
    },
    stop() {
      history?.stop();
      chart?.stop();
    },
  };
}
