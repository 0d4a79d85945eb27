// SPDX-License-Identifier: Apache-2.0
// Numbers and times as people read them. What is not known is a dash.

export const UNKNOWN = "–";

const PREFIXES = ["", "k", "M", "G", "T", "P"];

function scaled(value) {
  let step = 0;
  let rest = value;
  while (rest >= 999.5 && step < PREFIXES.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const digits = rest >= 99.95 || rest === Math.round(rest) ? 0 : rest >= 9.995 ? 1 : 2;
  return [rest.toFixed(step === 0 && rest >= 10 ? 0 : Math.min(digits, step === 0 ? 1 : 2)), PREFIXES[step]];
}

const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** 1234567 as "1,234,567". */
export const count = (value) => (known(value) ? Math.round(value).toLocaleString("en") : UNKNOWN);

/** A rate as "1.23 k/s". */
export function rate(value) {
  if (!known(value)) return UNKNOWN;
  const [number, prefix] = scaled(value);
  return `${number}${prefix ? ` ${prefix}` : ""}/s`;
}

/** Bytes a second as "9.87 Mbit/s". */
export function bits(bytes) {
  if (!known(bytes)) return UNKNOWN;
  const [number, prefix] = scaled(bytes * 8);
  return `${number} ${prefix}bit/s`;
}

export const percent = (part, whole) => (known(part) && whole > 0 ? `${(100 * part / whole).toFixed(part === whole ? 0 : 1)} %` : UNKNOWN);

export function milliseconds(microseconds) {
  if (!microseconds) return UNKNOWN;
  return `${(microseconds / 1000).toFixed(microseconds < 10000 ? 2 : microseconds < 100000 ? 1 : 0)} ms`;
}

export function duration(seconds) {
  if (!known(seconds)) return UNKNOWN;
  const parts = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = parts.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "0 s";
  const whole = Math.floor(seconds / parts[first][1]);
  const next = parts[first + 1];
  const rest = next ? Math.floor((seconds % parts[first][1]) / next[1]) : 0;
  return `${whole} ${parts[first][0]}${rest && whole < 10 ? ` ${rest} ${next[0]}` : ""}`;
}

/** "12:03:09", with the day if it is another than today. */
export function clock(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.getTime() <= 0) return UNKNOWN;
  const of = time.toLocaleTimeString("en-GB");
  return time.toDateString() === new Date().toDateString() ? of : `${time.toISOString().slice(0, 10)} ${of}`;
}

/** Since `text` until `now` (a Date), or until this moment. */
export function since(text, now = new Date()) {
  const time = new Date(text).getTime();
  return time > 0 ? duration(Math.max(0, (now.getTime() - time) / 1000)) : UNKNOWN;
}

export const hex = (fingerprint) => (fingerprint ? fingerprint.toString(16).padStart(12, "0") : UNKNOWN);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
