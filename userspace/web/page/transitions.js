// SPDX-License-Identifier: Apache-2.0
// The health history: which check changed the state of which backend, when and why.

import {el} from "./dom.js";
import {clock} from "./format.js";
import {backendHref} from "./router.js";
import {setState, stateNode} from "./states.js";
import {Table} from "./table.js";

const words = {up: "up", down: "down", pending: "pending"};

/** Of the backends of a service, newest first. */
export function transitionsOf(backends) {
  return backends.flatMap((backend) => (backend.health?.checks ?? []).flatMap((check) =>
    check.transitions.map((transition) => ({...transition, backend: backend.address, check: `${check.type} ${check.asked}`}))))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** service: its name, if the table is of several backends. */
export function transitionTable(service) {
  const backend = {title: "Backend", value: (row) => row.backend, make: (row) => el("a", {href: backendHref(service, row.backend)}, row.backend)};
  return new Table({
    caption: "Changes of state by health checks, the last ten of each check",
    key: (row) => `${row.at} ${row.backend} ${row.check} ${row.to}`,
    downwards: true,
    empty: "No check has changed a state since the controller was started.",
    columns: [
      {title: "When", value: (row) => row.at, text: (row) => clock(row.at)},
      ...(service ? [backend] : []),
      {title: "Check", minor: true, text: (row) => row.check},
      {title: "Became", value: (row) => words[row.to] ?? row.to, make: (row) => stateNode(row.to), update: (node, row) => setState(node, row.to)},
      {title: "Reason", wrap: true, text: (row) => row.reason || "passed"},
    ],
  });
}
