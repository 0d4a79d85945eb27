// SPDX-License-Identifier: Apache-2.0
// The states of services and backends: the word, a sign that needs no colour, and what it means.

import {el} from "./dom.js";

const SIGNS = {good: "●", warn: "▲", bad: "■", idle: "○"};

const STATES = {
  up: ["good", "its backends take flows"],
  ready: ["good", "its slots forward"],
  degraded: ["warn", "some backends cannot take flows, or are degraded"],
  failing: ["bad", "too few backends are up: its fail policy is in force"],
  down: ["bad", "takes no packet"],
  waiting: ["warn", "not served yet: its backends are being asked for the first time"],
  unresolved: ["bad", "its next hop is not known: its packets are dropped"],
  idle: ["idle", "weight 0: holds no slots"],
  draining: ["warn", "by an operator: takes no new flow, keeps those that it has"],
  disabled: ["idle", "by an operator: takes no packet"],
  standby: ["idle", "does not serve now: a backup, or by the fail policy"],
  removed: ["idle", "no longer in the file; flows that began before still go there"],
  pending: ["warn", "its first health check has not ended"],
};

const ORDER = {bad: 0, warn: 1, idle: 2, good: 3};

export function toneOf(state) {
  return STATES[state]?.[0] ?? "idle";
}

/** For sorting: what needs somebody comes first. */
export function severity(state) {
  return ORDER[toneOf(state)];
}

export function meaning(state) {
  return STATES[state]?.[1] ?? "";
}

/** The state as a node; change it by setState(). */
export function stateNode(state) {
  const node = el("span", {class: "state"}, el("span", {class: "sign", "aria-hidden": "true"}), el("span", {class: "word"}));
  setState(node, state);
  return node;
}

export function setState(node, state) {
  if (node.dataset.state === state) return;
  node.dataset.state = state;
  node.dataset.tone = toneOf(state);
  node.title = meaning(state);
  node.querySelector(".sign").textContent = SIGNS[toneOf(state)];
  node.querySelector(".word").textContent = state;
}
