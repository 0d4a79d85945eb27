// SPDX-License-Identifier: Apache-2.0
// A line without axes, for rows of tables: how it went, not how much. A gap stays a gap.

import {svg} from "./dom.js";

const WIDTH = 120;
const HEIGHT = 24;

/** Pieces of line, as points of a path, between the gaps. */
function pathOf(values) {
  const most = Math.max(...values.filter((value) => value !== null), 0);
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = "";
  let begins = true;
  values.forEach((value, i) => {
    if (value === null) {
      begins = true;
      return;
    }
    const y = HEIGHT - 2 - (most > 0 ? value / most : 0) * (HEIGHT - 4);
    const point = `${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    const alone = begins && (i + 1 >= values.length || values[i + 1] === null);
    path += begins ? `M${point}${alone ? "h0.1" : ""}` : `L${point}`;
    begins = false;
  });
  return path;
}

/** The rates say the same in words beside it, so that it is hidden from who listens. */
export function sparkline() {
  return svg("svg", {class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", focusable: "false",
    preserveAspectRatio: "none"}, svg("path", {"vector-effect": "non-scaling-stroke"}));
}

export function drawSparkline(node, values) {
  node.firstChild.setAttribute("d", pathOf(values));
}
