// SPDX-License-Identifier: Apache-2.0
// One service, asked for every two seconds: its status, and rates of its backends from its counters.

import {ask} from "./live.js";

const EVERY = 2000;

/** Calls back with {service, alarms, rates: Map of address -> {packets, bytes}, at}, or with an Error, until stop(). */
export class Details {
  #name;
  #onDetails;
  #timer;
  #stopped = new AbortController();
  #before = null;

  constructor(name, onDetails) {
    this.#name = name;
    this.#onDetails = onDetails;
    this.#timer = setInterval(() => this.#fetch(), EVERY);
    this.#fetch();
  }

  stop() {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  async #fetch() {
    if (document.hidden) return;
    const query = new URLSearchParams({service: this.#name});
    const {signal} = this.#stopped;
    try {
      const [status, stats] = await Promise.all([ask(`/v1/status?${query}`, signal), ask(`/v1/stats?${query}`, signal)]);
      if (!signal.aborted) this.#onDetails(null, this.#merge(status, stats));
    } catch (error) {
      if (!signal.aborted && error.status === 404) this.#onDetails(error, null);
    }
  }

  #merge(status, stats) {
    const at = new Date(stats.taken_at);
    const before = this.#before;
    const seconds = before ? (at - before.at) / 1000 : 0;
    const backends = stats.services[0]?.backends ?? [];
    const rates = new Map(backends.map((now) => {
      const old = before?.backends.get(now.address);
      const of = (field) => (old && seconds > 0 && now[field] >= old[field] ? (now[field] - old[field]) / seconds : null);
      return [now.address, {packets: of("packets"), bytes: of("bytes")}];
    }));
    this.#before = {at, backends: new Map(backends.map((backend) => [backend.address, backend]))};
    return {service: status.services[0], alarms: status.alarms, rates, at};
  }
}
