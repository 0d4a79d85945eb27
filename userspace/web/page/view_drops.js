// SPDX-License-Identifier: Apache-2.0
// Packets that were not forwarded, by reason, with what each means.

import {Chart} from "./charts.js";
import {el, section} from "./dom.js";
import {count, rate} from "./format.js";
import {History, datesOf, seriesOf} from "./history.js";
import {drawSparkline, sparkline} from "./sparkline.js";
import {Table} from "./table.js";

function reasonTable(caption, lines) {
  return new Table({
    caption,
    key: (row) => row.name,
    sort: 3,
    downwards: true,
    columns: [
      {title: "Reason", header: true, text: (row) => row.name},
      {title: "What it means", wrap: true, text: (row) => row.text},
      {title: "Now", number: true, value: (row) => row.rate, text: (row) => rate(row.rate)},
      {title: "Packets", number: true, value: (row) => row.packets, text: (row) => count(row.packets)},
      {title: "Last hour", minor: true, fixed: true, make: sparkline, update: (node, row) => drawSparkline(node, lines.get(row.name) ?? [])},
    ],
  });
}

export function dropsView() {
  const lines = new Map();
  const dropped = reasonTable("Dropped packets, since the program was loaded", lines);
  const passed = reasonTable("Packets passed to the host although they may concern a service", lines);
  const chart = new Chart("Drops a second of all services, last hour", ["dropped"], rate);
  let history = null;

  function draw(answer) {
    lines.clear();
    seriesOf(answer, "reason").forEach((series) => lines.set(series.name, series.packets));
    const all = seriesOf(answer, "all")[0];
    if (all) chart.draw(datesOf(answer, all.drops.length), [all.drops]);
  }

  return {
    title: "Drops",
    node: el("div", {}, el("h1", {tabindex: "-1"}, "Drops by reason"), el("div", {class: "charts"}, chart.node),
      section("Dropped", dropped.node), section("Passed to the host", passed.node)),
    start() {
      history = new History("", 10, draw);
    },
    update(state) {
      const rows = state.reasons.map((reason) => ({...reason, rate: state.rates.reasons.get(reason.name)?.packets ?? null}));
      dropped.show(rows.filter((row) => row.verdict === "drop"));
      passed.show(rows.filter((row) => row.verdict === "pass"));
    },
    stop() {
      history?.stop();
      chart.stop();
    },
  };
}
