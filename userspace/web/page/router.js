// SPDX-License-Identifier: Apache-2.0
// Which view an address after the # asks for.

const ROUTES = [
  [/^$/, "overview", []],
  [/^interfaces$/, "interfaces", []],
  [/^drops$/, "drops", []],
  [/^services\/([^/]+)$/, "service", ["service"]],
  [/^services\/([^/]+)\/backends\/([^/]+)$/, "backend", ["service", "backend"]],
];

export const overviewHref = () => "#/";
export const serviceHref = (service) => `#/services/${encodeURIComponent(service)}`;
export const backendHref = (service, backend) => `${serviceHref(service)}/backends/${encodeURIComponent(backend)}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** {view, parameters} of location.hash; view is null if there is none. */
export function route(hash) {
  const path = hash.replace(/^#\/?/, "").replace(/\/$/, "");
  for (const [pattern, view, names] of ROUTES) {
    const match = pattern.exec(path);
    if (match) return {view, parameters: Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1])]))};
  }
  return {view: null, parameters: {}};
}
