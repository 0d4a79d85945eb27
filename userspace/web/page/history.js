// SPDX-License-Identifier: Apache-2.0
// The last hour, asked for when it has a new point.

import {ask} from "./live.js";

/** Calls back with the answer to /v1/history?QUERY, again at each `every` seconds, until stop(). */
export class History {
  #query;
  #onHistory;
  #timer;
  #stopped = new AbortController();

  constructor(query, every, onHistory) {
    this.#query = query ? `?${new URLSearchParams(query)}` : "";
    this.#onHistory = onHistory;
    this.#timer = setInterval(() => this.#fetch(), every * 1000);
    this.#fetch();
  }

  stop() {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  async #fetch() {
    if (document.hidden) return;
    try {
      const history = await ask(`/v1/history${this.#query}`, this.#stopped.signal);
      if (!this.#stopped.signal.aborted) this.#onHistory(history);
    } catch { // the header says that there is no connection; a new service has no history for some seconds
    }
  }
}

/** Dates of the points of a history, oldest first. */
export function datesOf(history, points) {
  const until = new Date(history.until).getTime();
  return Array.from({length: points}, (_, i) => new Date(until - (points - 1 - i) * history.interval_s * 1000));
}

export const seriesOf = (history, kind) => history.series.filter((series) => series.kind === kind);
