// How the mathematics verifier came to its verdict: both expressions as trees, and each step of the comparison.
import {el} from "./dom.js";
import {duration, words} from "./format.js";

const signs = {equal: "=", different: "≠", undecided: "?", passed_on: "→"};

export function explanationView(explained) {
  return el("div", {class: "explanation"},
    el("details", {open: true}, el("summary", {}, "The parsed expressions"),
      el("div", {class: "pair"}, formula("Answer", explained.answer), formula("Reference", explained.reference))),
    el("details", {}, el("summary", {}, `The steps (${explained.steps.length})`), steps(explained.steps),
      explained.steps_left_out > 0 ? el("p", {class: "faint"}, `${explained.steps_left_out} more are left out.`) : null));
}

function formula(name, found) {
  return el("section", {class: "formula", "aria-label": `${name}, parsed`},
    el("h4", {}, name),
    found === null ? el("p", {class: "faint"}, "None was found.") : [
      el("p", {}, el("code", {}, found.plain ?? found.text)),
      found.tree ? el("ul", {class: "tree"}, node(found.tree)) : el("p", {class: "faint"}, "It could not be read as mathematics."),
    ]);
}

function node(tree) {
  return el("li", {},
    el("span", {class: "faint"}, words(tree.kind)), tree.text ? [" ", el("code", {}, tree.text)] : null,
    tree.parts.length > 0 ? el("ul", {}, tree.parts.map(node)) : null);
}

function steps(all) {
  return el("ol", {class: "steps"}, all.map(step => el("li", {},
    el("span", {class: "sign", title: words(step.outcome)}, signs[step.outcome] ?? "·"), " ",
    el("b", {}, words(step.name)), " ", step.sentence, " ",
    el("span", {class: "faint"}, duration(step.elapsed_us)),
    step.steps.length > 0 ? steps(step.steps) : null)));
}
