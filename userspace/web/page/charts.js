// SPDX-License-Identifier: Apache-2.0
// Lines over the last hour, by dygraphs. The library draws; legend and the summary for who listens are ours, as text.

import {el, newId, setText} from "./dom.js";
import {colour} from "./theme.js";

const COLOURS = ["line-1", "line-2", "line-3", "line-4", "line-5", "line-6"];
const drawn = new Set();

// The library's own legend writes styles into its HTML, which the page's security policy forbids.
Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend);

/** After a change of the colours. */
export function recolour() {
  drawn.forEach((chart) => chart.restyle());
}

const hours = (time) => new Date(time).toLocaleTimeString("en-GB", {hour: "2-digit", minute: "2-digit"});

/** "now 12/s, most 30/s at 12:01" of values that may have gaps. */
function summaryOf(dates, values, format) {
  const known = values.flatMap((value, i) => (value === null ? [] : [[value, dates[i]]]));
  if (!known.length) return "nothing known yet";
  const most = known.reduce((a, b) => (b[0] > a[0] ? b : a));
  return `now ${format(known[known.length - 1][0])}, at most ${format(most[0])} at ${hours(most[1])}`;
}

export class Chart {
  #graph = null;
  #lines;
  #format;
  #canvas = el("div", {class: "canvas"});
  #values;
  #rows = [];
  #resize;

  /** lines: names of what is drawn, for the legend. format: of a value, as text. */
  constructor(title, lines, format) {
    this.#lines = lines;
    this.#format = format;
    const id = newId("chart");
    this.#values = lines.map(() => el("span", {class: "value"}));
    const legend = el("ul", {class: "legend"}, lines.map((line, i) =>
      el("li", {}, el("span", {class: `key key-${i % COLOURS.length + 1}`, "aria-hidden": "true"}), `${line} `, this.#values[i])));
    this.node = el("figure", {class: "chart", "aria-labelledby": id},
      el("figcaption", {id}, title), el("div", {class: "frame", "aria-hidden": "true"}, this.#canvas), legend);
    drawn.add(this);
    this.#resize = new ResizeObserver(() => this.#graph?.resize());
    this.#resize.observe(this.#canvas);
  }

  /** columns: of each line its values, null for a gap. */
  draw(dates, columns) {
    this.#rows = dates.map((date, i) => [date, ...columns.map((column) => column[i] ?? null)]);
    columns.forEach((column, i) => setText(this.#values[i], summaryOf(dates, column, this.#format)));
    if (this.#graph) {
      this.#graph.updateOptions({file: this.#rows});
    } else if (this.node.isConnected) {
      this.#graph = new Dygraph(this.#canvas, this.#rows, {...this.#options(), ...this.#colours()});
    }
  }

  restyle() {
    this.#graph?.updateOptions(this.#colours());
  }

  stop() {
    drawn.delete(this);
    this.#resize.disconnect();
    this.#graph?.destroy();
  }

  #options() {
    return {
      labels: ["time", ...this.#lines],
      legend: "never",
      includeZero: true,
      fillGraph: this.#lines.length === 1,
      fillAlpha: 0.12,
      strokeWidth: 1.5,
      connectSeparatedPoints: false,
      drawGapEdgePoints: true,
      highlightCircleSize: 3,
      animatedZooms: false,
      interactionModel: {}, // no zoom: a wheel or a finger scrolls the page
      gridLineWidth: 0.5,
      axisLabelFontSize: 12,
      xRangePad: 4,
      axes: {
        x: {axisLabelFormatter: hours, pixelsPerLabel: 70, axisLabelWidth: 50},
        y: {axisLabelFormatter: (value) => this.#format(value), axisLabelWidth: 82, pixelsPerLabel: 34},
      },
      highlightCallback: (event, time, points) => points.forEach((point) => {
        const line = this.#lines.indexOf(point.name);
        if (line >= 0 && point.yval !== null) setText(this.#values[line], `${this.#format(point.yval)} at ${hours(time)}`);
      }),
      unhighlightCallback: () => this.#summarize(),
    };
  }

  #summarize() {
    const dates = this.#rows.map((row) => row[0]);
    this.#lines.forEach((_, i) => setText(this.#values[i], summaryOf(dates, this.#rows.map((row) => row[i + 1]), this.#format)));
  }

  #colours() {
    return {
      colors: this.#lines.map((_, i) => colour(COLOURS[i % COLOURS.length])),
      gridLineColor: colour("grid"),
      axisLineColor: colour("grid"),
    };
  }
}
