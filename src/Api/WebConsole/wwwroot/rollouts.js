// The browser of rollouts, the same in the console and in a report: filter, search, a list for the keyboard, one rollout with its evidence.
import {el, replace} from "./dom.js";
import {count, cut, number, verdictSigns, verdicts, words} from "./format.js";
import {resultView} from "./result.js";

// Rows drawn at a time; more are drawn when the selection or the reader comes to the end.
const pageLength = 200;

const orders = {
  "as in the file": () => 0,
  "lowest reward": (a, b) => (a.reward ?? Infinity) - (b.reward ?? Infinity),
  "highest reward": (a, b) => (b.reward ?? -Infinity) - (a.reward ?? -Infinity),
  "longest": (a, b) => lengthOf(b) - lengthOf(a),
  "slowest": (a, b) => (b.timing?.judged_us ?? -1) - (a.timing?.judged_us ?? -1),
};

export function rolloutBrowser(rollouts) {
  let [shown, drawn, selected] = [[], 0, -1];
  const controls = {
    text: el("input", {id: "rollout-search", type: "search", placeholder: "text, id, group, reason", spellcheck: "false", oninput: apply}),
    verdict: choice("rollout-verdict", ["any", ...verdicts], apply),
    reason: choice("rollout-reason", ["any", ...distinct(rollouts.flatMap(one => (one.components ?? []).map(reasonOf)))], apply),
    flag: choice("rollout-flag", ["any", ...distinct(rollouts.flatMap(one => (one.flags ?? []).map(flag => flag.name)))], apply),
    order: choice("rollout-order", Object.keys(orders), apply),
  };
  const found = el("p", {class: "faint", role: "status"});
  const list = el("ul", {class: "rollouts", role: "listbox", tabindex: "0", "aria-label": "Rollouts", onkeydown: move, onclick: choose, onscroll: drawMore});
  const detail = el("article", {class: "rollout", "aria-label": "Selected rollout", "aria-live": "polite"});

  function apply() {
    const wanted = controls.text.value.trim().toLowerCase();
    shown = rollouts.filter(one =>
      (controls.verdict.value === "any" || one.verdict === controls.verdict.value)
      && (controls.reason.value === "any" || (one.components ?? []).some(component => reasonOf(component) === controls.reason.value))
      && (controls.flag.value === "any" || (one.flags ?? []).some(flag => flag.name === controls.flag.value))
      && (wanted === "" || haystack(one).includes(wanted)));
    shown.sort(orders[controls.order.value]);
    [drawn, selected] = [0, -1];
    list.replaceChildren();
    found.textContent = `${count(shown.length)} of ${count(rollouts.length)} rollouts`;
    drawPage();
    if (shown.length > 0) select(0);
    else replace(detail, el("p", {class: "faint"}, "No rollout is like that."));
  }

  function drawPage() {
    const page = shown.slice(drawn, drawn + pageLength).map((one, i) => rowOf(one, drawn + i));
    list.append(...page);
    drawn += page.length;
  }

  function drawMore() {
    if (drawn < shown.length && list.scrollTop + list.clientHeight > list.scrollHeight - 200) drawPage();
  }

  function select(place) {
    while (place >= drawn && drawn < shown.length) drawPage();
    list.children[selected]?.setAttribute("aria-selected", "false");
    selected = place;
    const row = list.children[selected];
    row.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({block: "nearest"});
    replace(detail, detailOf(shown[selected]));
  }

  function move(event) {
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity}[event.key];
    if (step === undefined || shown.length === 0) return;
    event.preventDefault();
    select(Math.min(shown.length - 1, Math.max(0, selected + step)));
  }

  function choose(event) {
    const row = event.target.closest("[role=option]");
    if (row) select([...list.children].indexOf(row));
  }

  apply();
  return el("div", {class: "browser"},
    el("div", {class: "filters"},
      field("Search", controls.text), field("Verdict", controls.verdict), field("Reason", controls.reason),
      field("Flag", controls.flag), field("Order", controls.order)),
    found, el("div", {class: "split"}, list, detail));
}

function rowOf(one, place) {
  return el("li", {id: `rollout-${place}`, role: "option", "aria-selected": "false"},
    el("span", {class: `verdict ${one.verdict}`, title: one.verdict}, verdictSigns[one.verdict] ?? "·"),
    el("span", {class: "figure reward"}, one.reward === null || one.reward === undefined ? "–" : number(one.reward, 3)),
    el("span", {class: "what"}, el("b", {}, nameOf(one)), " ", el("span", {class: "faint"}, cut(textOf(one.completion).slice(0, 400).replace(/\s+/gu, " "), 120))),
    el("span", {class: "visually-hidden"}, one.verdict));
}

function detailOf(one) {
  const facts = [["group", one.group], ["step", one.step], ["file", one.file], ["line", one.line], ["length", `${count(lengthOf(one))} characters`]]
    .filter(([, value]) => value !== null && value !== undefined);
  return [
    el("h3", {class: "name"}, nameOf(one)),
    el("dl", {class: "facts"}, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value))))),
    one.prompt ? el("details", {}, el("summary", {}, "Prompt"), el("pre", {class: "text", tabindex: "0"}, textOf(one.prompt))) : null,
    one.reference === null || one.reference === undefined ? null
      : el("details", {}, el("summary", {}, "Reference"), el("pre", {class: "text", tabindex: "0"}, textOf(one.reference))),
    resultView({...one, reward: one.reward ?? null}, one.completion ?? ""),
  ];
}

function choice(id, values, onchange) {
  return el("select", {id, onchange}, values.map(value => el("option", {value}, words(value))));
}

function field(label, control) {
  return el("div", {class: "field"}, el("label", {for: control.id}, label), control);
}

// Texts in lower case, made once: a search runs over all of them at each key.
const haystacks = new WeakMap();

function haystack(one) {
  if (!haystacks.has(one)) {
    const parts = [nameOf(one), one.group, one.step, textOf(one.prompt), textOf(one.completion), textOf(one.reference), ...(one.components ?? []).map(reasonOf)];
    haystacks.set(one, parts.join("\n").toLowerCase());
  }
  return haystacks.get(one);
}

function nameOf(one) {
  return String(one.id ?? (one.file && one.line ? `${one.file}:${one.line}` : one.line ? `line ${one.line}` : one.group ?? "rollout"));
}

function reasonOf(component) {
  return `${component.name}: ${component.reason}`;
}

function lengthOf(one) {
  return one.length ?? textOf(one.completion).length;
}

function textOf(value) {
  return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function distinct(values) {
  return [...new Set(values)].sort();
}
