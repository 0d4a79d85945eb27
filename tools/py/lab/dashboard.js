// SPDX-License-Identifier: Apache-2.0
// Draws what lab/dashboard.py made of the dashboard's file and of the answers to its queries: draw(WHAT).
"use strict";

const COLOURS = ["#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#56c7c7", "#e0a3c0", "#9fb35c", "#8ab8ff",
                 "#c48d5f", "#a0a4b8"];
const GRID = "#2a2d34", NOTE = "#5794f2";

function el(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Three digits and a prefix of the thousands.
function scaled(value, unit) {
  const size = Math.abs(value);
  const [by, prefix] = size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
  return `${+(value / by).toPrecision(3)}${prefix || unit ? " " : ""}${prefix}${unit}`.replace("  ", " ");
}

function seconds(value) {
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 1e-3) return `${+(value * 1e6).toPrecision(3)} µs`;
  if (size < 1) return `${+(value * 1e3).toPrecision(3)} ms`;
  return size < 120 ? `${+value.toPrecision(3)} s` : `${Math.floor(value / 60)} m ${Math.round(value % 60)} s`;
}

const FORMATS = {
  short: (value) => scaled(value, "").replace(" ", ""),
  percentunit: (value) => `${+(value * 100).toPrecision(3)}%`,
  bps: (value) => scaled(value, "b/s"),
  pps: (value) => scaled(value, "p/s"),
  cps: (value) => scaled(value, "c/s"),
  ops: (value) => scaled(value, "ops/s"),
  reqps: (value) => scaled(value, "req/s"),
  s: seconds,
};

function formatOf(unit) {
  if (!FORMATS[unit]) throw new Error(`a unit that is not drawn yet: ${unit}`);
  return FORMATS[unit];
}

// Minutes, and seconds too where a few minutes are all.
const clock = (time, times) => new Date(time).toISOString().slice(11, times.at(-1) - times[0] < 480 ? 19 : 16);

function none() {
  return el("p", {className: "none", textContent: "No data"});
}

function optionsOf(panel, {times, annotations}) {
  const format = formatOf(panel.unit);
  return {
    labels: ["time", ...panel.lines.map((line, i) => `${i} ${line.name}`)],
    colors: panel.lines.map((_, i) => COLOURS[i % COLOURS.length]),
    legend: "never", includeZero: true, fillGraph: panel.lines.length <= 2, fillAlpha: 0.1, strokeWidth: 1.4,
    connectSeparatedPoints: false, drawGapEdgePoints: true, pointSize: 2.2, interactionModel: {}, gridLineWidth: 1, gridLineColor: GRID, axisLineColor: GRID,
    axisLabelFontSize: 11, xRangePad: 2, yRangePad: 4,
    underlayCallback: (context, area, graph) => annotations.forEach(([from]) => {
      context.fillStyle = NOTE;
      for (let y = area.y; y < area.y + area.h; y += 6) context.fillRect(Math.round(graph.toDomXCoord(from * 1000)), y, 1, 3);
    }),
    axes: {
      x: {axisLabelFormatter: (date) => clock(+date, times), pixelsPerLabel: 62, axisLabelWidth: 56},
      y: {axisLabelFormatter: (value) => (panel.unit === "short" && value % 1 ? "" : format(value)),
          axisLabelWidth: 66, pixelsPerLabel: 26},
    },
  };
}

// Two lines of a legend; the rest is counted.
function shorten(legend) {
  const tops = new Set(), list = legend[0].parentNode, more = el("li");
  const kept = legend.filter((item) => tops.add(item.offsetTop).size <= 2);
  if (kept.length === legend.length) return;
  legend.slice(kept.length).forEach((item) => item.remove());
  list.append(more);
  for (let i = kept.length; i > 0; i--) {
    more.textContent = `and ${legend.length - i} more`;
    if (more.offsetTop === kept[i - 1].offsetTop) return;
    kept[i - 1].remove();
  }
}

function timeseries(panel, section, what) {
  const canvas = el("div");
  const legend = panel.lines.map((line, i) => {
    const key = el("span", {className: "key"});
    key.style.background = COLOURS[i % COLOURS.length];
    return el("li", {}, key, line.name);
  });
  section.append(el("div", {className: "canvas"}, canvas), el("ul", {className: "legend"}, ...legend));
  const rows = what.times.map((time, i) => [new Date(time * 1000), ...panel.lines.map((line) => line.values[i])]);
  return () => {
    shorten(legend);
    new Dygraph(canvas, rows, optionsOf(panel, what));
  };
}

// The last value, above a line of all of them.
function stat(panel, section, {times}) {
  const values = panel.lines[0].values, canvas = el("div", {className: "spark"});
  const last = values.filter((value) => value !== null).at(-1);
  section.append(canvas, el("div", {className: "stat", textContent: formatOf(panel.unit)(last)}));
  const rows = times.map((time, i) => [new Date(time * 1000), values[i]]);
  return () => new Dygraph(canvas, rows, {
    labels: ["time", panel.title], colors: [COLOURS[0]], legend: "never", includeZero: true, fillGraph: true, fillAlpha: 0.12,
    strokeWidth: 1.2, drawGrid: false, interactionModel: {}, yRangePad: 2, axes: {x: {drawAxis: false}, y: {drawAxis: false}},
  });
}

function table(panel, section) {
  const cells = (name, texts) => el("tr", {}, ...texts.map((textContent) => el(name, {textContent})));
  section.append(el("table", {}, el("thead", {}, cells("th", panel.table.heads)),
                    el("tbody", {}, ...panel.table.rows.map((row) => cells("td", row)))));
}

// A row for each bucket that ever had something and its neighbours, the larger bounds above; brighter is more.
function heatmap(panel, section, {times}) {
  const canvas = el("canvas"), frame = el("div", {className: "canvas"}, canvas);
  const used = panel.buckets.map((bucket, i) => (bucket.counts.some((count) => count > 0) ? i : -1)).filter((i) => i >= 0);
  const shown = panel.buckets.slice(Math.max(0, used[0] - 1), used.at(-1) + 2);
  const most = Math.max(...shown.flatMap((bucket) => bucket.counts));
  section.append(frame);
  return () => {
    const width = frame.clientWidth, height = frame.clientHeight, left = 70, head = 6, foot = 20;
    const context = canvas.getContext("2d"), scale = devicePixelRatio;
    Object.assign(canvas, {width: width * scale, height: height * scale});
    Object.assign(canvas.style, {width: `${width}px`, height: `${height}px`});
    context.scale(scale, scale);
    context.font = '11px "Inter", "DejaVu Sans", sans-serif';
    const across = (width - left) / times.length, up = (height - head - foot) / shown.length;
    shown.forEach((bucket, row) => {
      const top = height - foot - (row + 1) * up;
      bucket.counts.forEach((count, i) => {
        const part = count > 0 ? Math.ceil(10 * Math.sqrt(count / most)) / 10 : 0;
        context.fillStyle = part ? `hsl(${280 - 235 * part} 80% ${22 + 42 * part}%)` : "#1d2026";
        context.fillRect(left + i * across, top, across + 0.5, up - 1);
      });
      context.fillStyle = "#a4a6b4";
      context.textAlign = "right";
      context.fillText(bucket.bound === null ? "more" : formatOf(panel.unit)(bucket.bound), left - 8, top + 4);
    });
    context.textAlign = "center";
    const minutes = times.map((time, i) => [time, i])
      .filter(([time], i) => i && Math.floor(time / 60) > Math.floor(times[i - 1] / 60));
    const every = Math.ceil(minutes.length / 7);
    minutes.filter(([time]) => Math.floor(time / 60) % every === 0)
      .forEach(([time, i]) => context.fillText(clock(time * 1000, times), left + i * across, height - 5));
  };
}

const KINDS = {timeseries, stat, table, heatmap};

function add(panel, what) {
  const textContent = panel.title, isRow = panel.type === "row";
  const node = isRow ? el("h2", {textContent}) : el("section", {}, el("h3", {textContent}));
  const {x, y, w, h} = panel.place;
  node.style.gridArea = `${y + 1} / ${x + 1} / span ${h} / span ${w}`;
  document.querySelector("main").append(node);
  if (isRow) return null;
  const empty = ![panel.lines, panel.buckets, panel.table?.rows].some((content) => content?.length);
  if (empty) node.append(none());
  return empty ? null : KINDS[panel.type](panel, node, what);
}

/** what: of dashboard.filled(). Returns the titles of panels without data. */
function draw(what) {
  document.querySelector("h1").textContent = what.title;
  document.querySelector("#variables").append(...what.variables.map((name) =>
    el("li", {}, `${name} `, el("b", {textContent: "All"}))));
  what.panels.map((panel) => add(panel, what)).forEach((show) => show?.());  // drawn when all have their sizes
  return [...document.querySelectorAll(".none")].map((node) => node.parentNode.querySelector("h3").textContent);
}
