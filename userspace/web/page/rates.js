// SPDX-License-Identifier: Apache-2.0
// From counters to rates: what two overviews say of the time between them.

const OLDEST = 15; // seconds; an average over more would say nothing of now

function rateOf(now, before, seconds) {
  return before === undefined || seconds === null || now < before ? null : (now - before) / seconds;
}

/** The rates of `fields` of each of `now`, by their name. */
function ratesOf(now, before, fields, seconds) {
  const old = new Map((before ?? []).map((thing) => [thing.name, thing]));
  return new Map(now.map((thing) => [thing.name,
    Object.fromEntries(fields.map((field) => [field, rateOf(thing[field], old.get(thing.name)?.[field], seconds)]))]));
}

/** Rows of values under names of columns, as objects. */
export function rowsOf(columns, rows) {
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

function sum(values, field) {
  const known = [...values].map((value) => value[field]).filter((value) => value !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
}

/** Takes overviews as the API has them, in the order of time; gives them with objects for services, and rates. */
export class Rates {
  #before = null;

  next(overview) {
    const before = this.#before;
    const services = rowsOf(overview.service_columns, overview.services);
    const now = {...overview, services, at: new Date(overview.taken_at)};
    const elapsed = before ? (now.at - before.at) / 1000 : null;
    const restarted = before && before.started_at !== now.started_at;
    const seconds = elapsed > 0 && elapsed <= OLDEST && !restarted ? elapsed : null;
    const of = (field, fields) => ratesOf(now[field], before?.[field], fields, seconds);
    const rates = {
      services: of("services", ["packets", "bytes", "dropped"]),
      interfaces: of("interfaces", ["packets", "bytes", "forwarded", "dropped"]),
      reasons: of("reasons", ["packets"]),
      cpus: new Map(now.interfaces.map(({name, cpus}) => {
        const old = before?.interfaces.find((other) => other.name === name)?.cpus ?? [];
        return [name, cpus.map((packets, i) => rateOf(packets, old[i], seconds))];
      })),
    };
    rates.all = Object.fromEntries(["packets", "bytes", "dropped"].map((field) => [field, sum(rates.services.values(), field)]));
    this.#before = now;
    return {...now, rates};
  }
}
