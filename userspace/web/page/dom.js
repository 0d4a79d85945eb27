// SPDX-License-Identifier: Apache-2.0
// Elements out of values. Text only ever becomes text: names and reasons come from backends and files.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") {
      node.addEventListener(name, value);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element; attributes that are functions listen to the event of that name. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Changes the text only if it is another: what does not change is not read out, and costs nothing. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes `children` the children of `node`, and leaves them alone if they are already. */
export function setChildren(node, children) {
  const same = node.childNodes.length === children.length && children.every((child, i) => node.childNodes[i] === child);
  if (!same) node.replaceChildren(...children);
}

let ids = 0;
export function newId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** A part of a page with a heading that names it. */
export function section(title, ...children) {
  const id = newId("section");
  return el("section", {"aria-labelledby": id}, el("h2", {id}, title), ...children);
}

/** Names and values; a value may be a node. */
export function facts(pairs) {
  return el("dl", {class: "facts"},
    pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}
