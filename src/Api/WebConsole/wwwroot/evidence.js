// What a verifier found, in the shape of its family: formulas, tests, instructions, opinions; anything else as a plain table.
import {el} from "./dom.js";
import {number, words} from "./format.js";

export function evidenceView(evidence) {
  if (!evidence || typeof evidence !== "object") return null;
  return el("div", {class: "evidence"},
    formulas(evidence), tests(evidence), failure(evidence.failure), failedFiles(evidence), instructions(evidence), judgeAnswers(evidence),
    opinions(evidence), plain(evidence));
}

// Shown by a view of their own, marked in the text, or said by the explanation.
const shownElsewhere = new Set([
  "span", "program", "scope", "foreign", "thoughts", "found", "tests", "failure", "instructions", "opinions", "answers", "failed_tests",
  "decision", "answer_latex", "answer_plain", "reference_latex", "reference_plain",
]);

function formulas(evidence) {
  if (!evidence.answer_plain && !evidence.reference_plain) return null;
  const row = (name, written, read, latex) => el("tr", {},
    el("th", {scope: "row"}, name), el("td", {}, el("code", {}, written ?? "none")),
    el("td", {}, read ? el("code", {title: latex}, read) : el("span", {class: "faint"}, "could not be read")));
  return table(["", "as written", "as read"], [
    row("answer", evidence.answer, evidence.answer_plain, evidence.answer_latex),
    row("reference", evidence.reference, evidence.reference_plain, evidence.reference_latex)], "Formulas");
}

function tests(evidence) {
  if (!evidence.tests?.length) return null;
  return table(["test", "result", "CPU", "memory", "isolation"], evidence.tests.map(test => el("tr", {},
    el("td", {class: "figure"}, test.test),
    el("td", {}, el("span", {class: `verdict ${test.reason === "passed" ? "correct" : "incorrect"}`}, words(test.reason))),
    el("td", {class: "figure"}, `${number(test.cpu_milliseconds, 3)} ms`),
    el("td", {class: "figure"}, `${number(test.peak_memory_kib / 1024, 3)} MiB`),
    el("td", {}, words(test.isolation)))), "Tests");
}

function failure(found) {
  if (!found) return null;
  return el("div", {class: "failure"},
    el("p", {}, found.detail),
    found.expected === null && found.actual === null ? null : el("dl", {},
      el("dt", {}, "expected"), el("dd", {}, el("code", {}, found.expected ?? "none")),
      el("dt", {}, "found"), el("dd", {}, el("code", {}, found.actual ?? "none"))),
    found.standard_error ? el("pre", {class: "small", tabindex: "0", "aria-label": "Standard error"}, found.standard_error) : null);
}

function failedFiles(evidence) {
  if (!evidence.failed_tests?.length) return null;
  return table(["test", "result"], evidence.failed_tests.map(test => el("tr", {}, el("td", {}, el("code", {}, test.id)), el("td", {}, words(test.reason)))),
    "Tests that did not pass");
}

function instructions(evidence) {
  if (!evidence.instructions?.length) return null;
  return table(["instruction", "followed", "found"], evidence.instructions.map(one => el("tr", {},
    el("td", {}, el("code", {}, one.id)),
    el("td", {}, el("span", {class: `verdict ${one.followed === null ? "undecided" : one.followed ? "correct" : "incorrect"}`},
      one.followed === null ? "cannot be told" : one.followed ? "yes" : "no")),
    el("td", {}, one.explanation))), "Instructions");
}

function judgeAnswers(evidence) {
  if (!evidence.answers?.length || typeof evidence.answers[0] !== "object") return null;
  return table(["order", "verdict", "reply"], evidence.answers.map(one => el("tr", {},
    el("td", {}, one.order), el("td", {}, one.verdict ?? "none"), el("td", {class: "wrap"}, one.reply))), "Answers of the judge");
}

function opinions(evidence) {
  if (!evidence.opinions?.length) return null;
  return el("div", {class: "opinions"}, evidence.opinions.map(opinion => opinionView(opinion)));
}

export function opinionView(opinion) {
  return el("section", {class: "opinion"},
    el("h4", {}, opinion.name, " ", el("span", {class: `verdict ${opinion.verdict}`}, opinion.verdict)),
    el("p", {}, el("code", {}, opinion.reason), " ", opinion.explanation), evidenceView(opinion.evidence));
}

function plain(evidence) {
  const rows = Object.entries(evidence)
    .filter(([name, value]) => !shownElsewhere.has(name) && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .filter(([name]) => !(evidence.reference_plain && (name === "answer" || name === "reference")))
    .filter(([, value]) => !(typeof value === "object" && "start" in value));
  if (rows.length === 0) return null;
  return el("dl", {class: "facts"}, rows.map(([name, value]) => {
    const [shown, unit] = measured(name, value);
    return el("div", {}, el("dt", {}, words(shown)), el("dd", {}, unit));
  }));
}

// cpu_milliseconds: 9.43 is "cpu", "9.43 ms"
function measured(name, value) {
  if (typeof value === "object") return [name, el("code", {}, JSON.stringify(value))];
  if (typeof value !== "number") return [name, String(value)];
  if (name.endsWith("_milliseconds")) return [name.slice(0, -13), `${number(value, 3)} ms`];
  if (name.endsWith("_kib")) return [name.slice(0, -4), `${number(value / 1024, 3)} MiB`];
  return [name, number(value)];
}

export function table(heads, rows, caption) {
  return el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map(head => el("th", {scope: "col"}, head)))), el("tbody", {}, rows)));
}
