// SPDX-License-Identifier: Apache-2.0
// The page: connects what comes to the view that is asked for.

import {recolour} from "./charts.js";
import {el, setText} from "./dom.js";
import {clock, hex, plural, since} from "./format.js";
import {Live} from "./live.js";
import {Rates} from "./rates.js";
import {route} from "./router.js";
import {followTheme} from "./theme.js";
import {backendView} from "./view_backend.js";
import {dropsView} from "./view_drops.js";
import {interfacesView} from "./view_interfaces.js";
import {overviewView} from "./view_overview.js";
import {serviceView} from "./view_service.js";

const VIEWS = {overview: overviewView, interfaces: interfacesView, drops: dropsView, service: serviceView, backend: backendView};
const WORDS = {connecting: "Connecting", live: "Live", polling: "Live, by polling", stale: "Stale", refused: "Refused",
  disconnected: "Disconnected"};
const REFUSED = "The controller does not know you any more: load the page again to give a password.";

const byId = (id) => document.getElementById(id);
const rates = new Rates();
let state = null;
let view = null;

function notFound() {
  const node = el("div", {}, el("h1", {tabindex: "-1"}, "There is no such page"), el("p", {}, el("a", {href: "#/"}, "Overview")));
  return {title: "Not found", node, start() {}, update() {}, stop() {}};
}

function open(moveFocus) {
  if (location.hash === "#main") return; // the skip link
  const {view: name, parameters} = route(location.hash);
  view?.stop();
  view = (VIEWS[name] ?? notFound)(parameters);
  byId("main").replaceChildren(view.node);
  document.title = `${view.title} – Shunt`;
  document.querySelectorAll("nav a").forEach((link) => {
    const current = link.getAttribute("href") === location.hash || (name === "overview" && link.getAttribute("href") === "#/");
    if (current) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  });
  view.start();
  if (state) view.update(state);
  if (!moveFocus) return;
  window.scrollTo(0, 0);
  view.node.querySelector("h1").focus({preventScroll: true});
}

/** What came of the last reload, as the controller tells it; empty: there was none. */
function reloadText({last_reload: last}) {
  return last ? ` · last reload ${last.applied ? "applied" : "refused"} at ${clock(last.at)}` : "";
}

function describeController() {
  setText(byId("controller"), `shunt ${state.version}, running for ${since(state.started_at, state.at)}, on kernel ${state.kernel} · ` +
    `${state.config_file}, loaded ${clock(state.loaded_at)}, fingerprint ${hex(state.fingerprint)}${reloadText(state)}`);
}

// Once for each change of their number, not for each second.
function announceAlarms(before) {
  const had = before ? before.alarms.length : 0;
  const has = state.alarms.length;
  if (has === had) return;
  setText(byId("announce"), has ? `${plural(has, "alarm")}: ${state.alarms[0]}` : "No alarms any more");
}

const live = new Live((overview) => {
  const before = state;
  state = rates.next(overview);
  announceAlarms(before);
  describeController();
  view?.update(state);
}, (name) => {
  const node = byId("live");
  node.dataset.state = name;
  setText(node, WORDS[name]);
  const old = name === "stale" || name === "refused" || name === "disconnected";
  document.body.classList.toggle("old", old);
  byId("stale").hidden = !old;
  const why = name === "refused" ? REFUSED : "The controller does not answer. Trying again.";
  if (old) setText(byId("stale"), live.last ? `What you see is of ${clock(live.last)}. ${why}` : why);
});

followTheme(byId("theme"), recolour);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
window.addEventListener("hashchange", () => open(true));
open(false);
live.start();
