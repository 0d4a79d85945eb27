// SPDX-License-Identifier: Apache-2.0
// The overview, as it comes: server-sent events, and polling where these do not come through.

const STALE_AFTER = 6000; // milliseconds without news
const POLL_EVERY = 5000;
const RETRY_FIRST = 1000;
const RETRY_MOST = 15000;

/** JSON of the API; throws an Error with what the problem says. */
export async function ask(path, signal) {
  const answer = await fetch(path, {headers: {Accept: "application/json"}, cache: "no-store", signal});
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? problem.error ?? `status ${answer.status}`), {status: answer.status});
}

/**
 * Calls back with each overview, and with each change of the state: "connecting", "live", "polling", "stale" (connected,
 * without news), "refused" (whoever asks may not) or "disconnected".
 */
export class Live {
  #onOverview;
  #onState;
  #state = "connecting";
  #source = null;
  #retry = RETRY_FIRST;
  #last = 0;
  #pace = 0;

  constructor(onOverview, onState) {
    this.#onOverview = onOverview;
    this.#onState = onState;
  }

  start() {
    this.#connect();
    setInterval(() => this.#watch(), 1000);
  }

  /** When the last overview came, in milliseconds since 1970; 0: none did. */
  get last() {
    return this.#last;
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }

  #take(overview, state) {
    const now = Date.now();
    this.#pace = this.#last ? Math.min(now - this.#last, 30000) : 0;
    this.#last = now;
    this.#retry = RETRY_FIRST;
    this.#onOverview(overview);
    this.#become(state);
  }

  #connect() {
    const source = new EventSource("/v1/events");
    this.#source = source;
    source.addEventListener("overview", (event) => this.#take(JSON.parse(event.data), "live"));
    source.addEventListener("error", () => {
      source.close();
      if (this.#source === source) this.#again();
    });
  }

  // A stream may be refused where an answer is not: there are fewer of them.
  async #again() {
    this.#source = null;
    const wait = this.#retry;
    this.#retry = Math.min(2 * this.#retry, RETRY_MOST);
    try {
      this.#take(await ask("/v1/overview"), "polling");
      setTimeout(() => this.#connect(), POLL_EVERY);
    } catch (error) {
      this.#become(error.status === 401 || error.status === 403 ? "refused" : "disconnected");
      setTimeout(() => this.#connect(), wait);
    }
  }

  // A large configuration makes events rarer: stale is what is late by the pace of before.
  #watch() {
    const late = Date.now() - this.#last > Math.max(STALE_AFTER, 3 * this.#pace);
    if (this.#last && late && this.#state === "live") this.#become("stale");
  }
}
