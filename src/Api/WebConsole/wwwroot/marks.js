// A completion with what a verifier found marked in it. Positions are UTF-16 code units, as in JavaScript's strings.
import {el} from "./dom.js";
import {words} from "./format.js";

// Names of spans in evidence, from those drawn below to those drawn above.
const order = ["scope", "thoughts", "program", "answer", "found", "span", "foreign"];
const labels = {
  scope: "measured", thoughts: "thoughts", program: "program", answer: "answer", found: "found", span: "extracted answer",
  foreign: "another language", offence: "the format breaks here", cut_off_at: "cut off",
};

// Every span in a piece of evidence: objects {start, length, end}, lists of them, and single positions.
export function spansOf(evidence) {
  const spans = [];
  if (!evidence || typeof evidence !== "object") return spans;
  for (const [name, value] of Object.entries(evidence)) {
    const several = Array.isArray(value) ? value : [value];
    for (const one of several) {
      if (isSpan(one)) spans.push({name, start: one.start, end: one.start + one.length});
      else if (name === "opinions") spans.push(...spansOf(one?.evidence));
    }
    if ((name === "offence" || name === "cut_off_at") && Number.isInteger(value)) spans.push({name, start: value, end: value + 1});
  }
  return spans;
}

// The text with what is left out of it said in its middle, and the spans where they stand now. gap: {start, length} in the whole text.
export function withGap(text, spans, gap) {
  if (!gap) return {text, spans};
  const note = `\n[… ${gap.length.toLocaleString("en-US")} characters are left out …]\n`;
  const moved = place => place <= gap.start ? place : Math.max(gap.start + note.length, place - gap.length + note.length);
  return {
    text: text.slice(0, gap.start) + note + text.slice(gap.start),
    spans: spans.map(span => ({...span, start: moved(span.start), end: moved(span.end)})).filter(span => span.end > span.start),
  };
}

function isSpan(value) {
  return value && Number.isInteger(value.start) && Number.isInteger(value.length) && value.length > 0;
}

// The text in a <pre>, cut at every boundary of a span; each piece carries the span that lies on top.
export function markedText(text, spans, label = "Completion") {
  const inside = spans.filter(span => span.start >= 0 && span.start < text.length).map(span => ({...span, end: Math.min(span.end, text.length)}));
  const cuts = [...new Set([0, text.length, ...inside.flatMap(span => [span.start, span.end])])].sort((a, b) => a - b);
  const pre = el("pre", {class: "text", tabindex: "0", role: "region", "aria-label": label});
  for (let i = 0; i + 1 < cuts.length; i++) {
    const piece = text.slice(cuts[i], cuts[i + 1]);
    const top = topmost(inside, cuts[i], cuts[i + 1]);
    pre.append(top ? el("mark", {class: `mark-${top.name.replaceAll("_", "-")}`, title: labels[top.name] ?? words(top.name)}, piece) : piece);
  }
  const names = [...new Set(inside.map(span => span.name))];
  return el("div", {class: "marked"}, pre, names.length === 0 ? null : el("p", {class: "legend"},
    names.map(name => el("span", {}, el("mark", {class: `mark-${name.replaceAll("_", "-")}`}, labels[name] ?? words(name))))));
}

function topmost(spans, start, end) {
  const over = spans.filter(span => span.start <= start && span.end >= end);
  return over.reduce((top, span) => top === null || rank(span) >= rank(top) ? span : top, null);
}

function rank(span) {
  const place = order.indexOf(span.name);
  return place < 0 ? order.length : place;
}
