/** What the page remembers of its user from visit to visit. A browser may forbid it; then every visit is the first. */

/** What was remembered under this name, or null. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`antiphon.${name}`));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`antiphon.${name}`, JSON.stringify(value));
  } catch {
    // forbidden or full
  }
}
