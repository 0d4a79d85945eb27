// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the system says, or as chosen here, which this browser remembers.

const KEY = "shunt-theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch { // storage is off
    return "auto";
  }
}

function store(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch { // it holds for this visit
  }
}

/** Follows a <select>; calls back when colours have changed. */
export function followTheme(select, onChange) {
  const apply = () => {
    const isDark = select.value === "dark" || (select.value === "auto" && dark.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    onChange();
  };
  select.value = stored();
  if (!select.value) select.value = "auto";
  select.addEventListener("change", () => {
    store(select.value);
    apply();
  });
  dark.addEventListener("change", apply);
  apply();
}

/** The value of a colour of page.css. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
