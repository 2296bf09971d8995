// Numbers as people read them, the same in every locale.

export const verdicts = ["correct", "incorrect", "undecided", "error"];

// A sign beside the colour, for those who do not see the one or the other.
export const verdictSigns = {correct: "✓", incorrect: "✗", undecided: "?", error: "!"};

export function count(value) {
  return Math.round(value).toLocaleString("en-US");
}

export function number(value, digits = 4) {
  if (value === null || value === undefined) return "none";
  if (typeof value !== "number") return String(value); // NaN and infinities stand as words in JSON
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en-US");
  return String(Number(value.toPrecision(digits)));
}

export function percent(share) {
  if (!Number.isFinite(share)) return "–";
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

export function duration(microseconds) {
  if (microseconds < 1000) return `${Math.round(microseconds)} µs`;
  if (microseconds < 1e6) return `${number(microseconds / 1000, 3)} ms`;
  if (microseconds < 60e6) return `${number(microseconds / 1e6, 3)} s`;
  return `${Math.floor(microseconds / 60e6)} min ${Math.round((microseconds % 60e6) / 1e6)} s`;
}

export function bytes(value) {
  if (value < 1024) return `${value} B`;
  if (value < 1 << 20) return `${number(value / 1024, 3)} KiB`;
  return value < 2 ** 30 ? `${number(value / (1 << 20), 3)} MiB` : `${number(value / 2 ** 30, 3)} GiB`;
}

export function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB");
}

// wrong_answer is "wrong answer"
export function words(code) {
  return String(code).replaceAll("_", " ");
}

export function cut(text, length) {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
