// SPDX-License-Identifier: Apache-2.0
// Tables whose rows change while one looks: sorted by buttons in their heads, filtered by a field.

import {el, newId, setChildren, setText} from "./dom.js";
import {count} from "./format.js";

const ROWS_AT_FIRST = 200;
const collator = new Intl.Collator("en", {numeric: true});

function compare(a, b) {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

/**
 * columns: {title, value(row) for sorting, make(row) -> node, update(node, row); or text(row)}; and number: aligned right,
 * minor: left out on a phone, fixed: not to be sorted by, header: names the row.
 */
export class Table {
  #columns;
  #key;
  #rows = [];
  #kept = new Map();
  #sort;
  #downwards;
  #all = false;
  #filter = null;
  #body = el("tbody");
  #heads;
  #more = el("button", {type: "button", class: "more", hidden: true, click: () => this.#showAll()});
  #count = el("p", {class: "count"});
  #empty;

  /** sort: the column at first, downwards: from the greatest. empty: what to say without rows. */
  constructor({caption, columns, key, sort = 0, downwards = false, filter = null, empty = "none"}) {
    this.#columns = columns;
    this.#key = key;
    this.#sort = sort;
    this.#downwards = downwards;
    this.#empty = empty;
    this.#heads = columns.map((column, i) => this.#head(column, i));
    const id = newId("table");
    const scroll = el("div", {class: "scroll", role: "region", "aria-labelledby": id, tabindex: "0"},
      el("table", {}, el("caption", {id}, caption), el("thead", {}, el("tr", {}, this.#heads)), this.#body));
    const tools = filter ? [this.#field(filter), this.#count] : [];
    this.node = el("div", {class: "table"}, tools.length ? el("div", {class: "tools"}, tools) : null, scroll, this.#more);
    this.#mark();
  }

  show(rows) {
    this.#rows = rows;
    this.#render();
  }

  #field(label) {
    const id = newId("filter");
    this.#filter = el("input", {type: "search", id, autocomplete: "off", spellcheck: "false", input: () => this.#render()});
    return el("label", {class: "filter", for: id}, label, this.#filter);
  }

  #head(column, i) {
    const classes = [column.number && "number", column.minor && "minor"].filter(Boolean).join(" ");
    const content = column.fixed ? column.title
      : el("button", {type: "button", click: () => this.#sortBy(i)}, column.title, el("span", {class: "arrow", "aria-hidden": "true"}));
    return el("th", {scope: "col", class: classes || null}, content);
  }

  #sortBy(i) {
    this.#downwards = this.#sort === i ? !this.#downwards : Boolean(this.#columns[i].number);
    this.#sort = i;
    this.#mark();
    this.#render();
  }

  #mark() {
    this.#heads.forEach((head, i) => {
      if (this.#columns[i].fixed) return;
      const sorted = i === this.#sort;
      head.setAttribute("aria-sort", sorted ? (this.#downwards ? "descending" : "ascending") : "none");
      head.querySelector(".arrow").textContent = sorted ? (this.#downwards ? "▼" : "▲") : "";
    });
  }

  #showAll() {
    this.#all = true;
    this.#render();
  }

  #matches(row) {
    const words = (this.#filter?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return true;
    const text = this.#columns.map((column) => (column.find ?? column.value ?? column.text)?.(row) ?? "").join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  #render() {
    const sorter = this.#columns[this.#sort];
    const value = sorter.value ?? sorter.text;
    const turn = this.#downwards ? -1 : 1;
    const found = this.#rows.filter((row) => this.#matches(row))
      .sort((a, b) => turn * compare(value(a), value(b)) || compare(this.#key(a), this.#key(b)));
    const shown = this.#all ? found : found.slice(0, ROWS_AT_FIRST);
    const kept = new Map();
    const nodes = shown.map((row) => {
      const key = this.#key(row);
      const entry = this.#kept.get(key) ?? this.#make(row);
      kept.set(key, entry);
      this.#update(entry, row);
      return entry.node;
    });
    this.#kept = kept;
    setChildren(this.#body, nodes.length ? nodes : [this.#nothing()]);
    this.#more.hidden = shown.length === found.length;
    setText(this.#more, `Show all ${count(found.length)} rows`);
    setText(this.#count, found.length === this.#rows.length ? `${count(found.length)} in all`
      : `${count(found.length)} of ${count(this.#rows.length)}`);
  }

  #nothing() {
    return el("tr", {}, el("td", {class: "none", colspan: this.#columns.length}, this.#rows.length ? "nothing fits the filter" : this.#empty));
  }

  #make(row) {
    const cells = this.#columns.map((column) => {
      const classes = [column.number && "number", column.minor && "minor", column.wrap && "wrap"].filter(Boolean).join(" ");
      return el(column.header ? "th" : "td", {class: classes || null, scope: column.header ? "row" : null},
        column.make ? column.make(row) : null);
    });
    return {node: el("tr", {}, cells), cells};
  }

  #update({cells}, row) {
    this.#columns.forEach((column, i) => {
      if (column.make) {
        column.update?.(cells[i].firstChild, row);
      } else {
        setText(cells[i], column.text(row));
      }
    });
  }
}
