// Score one completion and see why.
import {el, replace} from "./dom.js";
import {get, post} from "./api.js";
import {explanationView} from "./explanation.js";
import {examples} from "./examples.js";
import {resultView} from "./result.js";

export function playground() {
  const rubric = el("select", {id: "rubric", onchange: describe});
  const example = el("select", {id: "example", onchange: take}, el("option", {value: ""}, "choose one"),
    examples.map((one, i) => el("option", {value: i}, one.name)));
  const prompt = el("textarea", {id: "prompt", rows: "2", spellcheck: "false"});
  const completion = el("textarea", {id: "completion", rows: "9", spellcheck: "false", required: true});
  const reference = el("textarea", {id: "reference", rows: "3", spellcheck: "false", "aria-describedby": "reference-note"});
  const kind = el("select", {id: "kind"}, el("option", {value: "text"}, "text"), el("option", {value: "json"}, "JSON"));
  const about = el("p", {class: "faint", id: "rubric-note"});
  const button = el("button", {class: "primary", type: "submit", disabled: true}, "Score"); // until there are rubrics to score by
  const outcome = el("section", {class: "outcome", "aria-label": "Result", "aria-live": "polite"},
    el("p", {class: "faint"}, "The verdict, and why, will stand here."));
  let rubrics = [];

  const form = el("form", {class: "playground-form", onsubmit: submit, onkeydown: event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  }},
    el("div", {class: "pair"},
      el("div", {class: "field"}, el("label", {for: "rubric"}, "Rubric"), rubric),
      el("div", {class: "field"}, el("label", {for: "example"}, "Example"), example)),
    about,
    el("div", {class: "field"}, el("label", {for: "completion"}, "Completion"), completion),
    el("div", {class: "field"},
      el("div", {class: "label-row"}, el("label", {for: "reference"}, "Reference"),
        el("span", {}, el("label", {for: "kind"}, "read as "), kind)),
      reference, el("p", {class: "faint", id: "reference-note"}, "What the completion is compared with. Leave it empty where the rubric needs none.")),
    el("details", {}, el("summary", {}, "Prompt (for flags that compare with it)"),
      el("div", {class: "field"}, el("label", {for: "prompt"}, "Prompt"), prompt)),
    el("div", {class: "row"}, button, el("span", {class: "faint"}, "or Ctrl + Enter")));

  function describe() {
    const chosen = rubrics.find(one => one.name === rubric.value);
    if (!chosen) return;
    about.textContent = chosen.missing ? `${chosen.description} It needs settings that are missing: ${chosen.missing.join(", ")}.` : chosen.description;
  }

  function take() {
    const chosen = examples[example.value];
    if (!chosen) return;
    rubric.value = chosen.rubric;
    completion.value = chosen.completion;
    const isText = typeof chosen.reference === "string";
    kind.value = isText ? "text" : "json";
    reference.value = isText ? chosen.reference : JSON.stringify(chosen.reference, null, 2);
    describe();
  }

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    try {
      replace(outcome, ...await score());
    } catch (refusal) {
      replace(outcome, refusalView(refusal));
    } finally {
      button.disabled = false;
    }
  }

  async function score() {
    const sample = {completion: completion.value};
    if (prompt.value !== "") sample.prompt = prompt.value;
    if (reference.value.trim() !== "") sample.reference = kind.value === "json" ? parsed(reference.value) : reference.value;
    const answer = await post("score", {rubric: rubric.value, samples: [sample]});
    const [result] = answer.results;
    const chosen = rubrics.find(one => one.name === rubric.value);
    const explained = await explainMathematics(result, sample, chosen);
    return [
      resultView(result, sample.completion, component => explained.get(component.name)),
      el("details", {class: "raw"}, el("summary", {}, "The answer as JSON"), el("pre", {class: "text", tabindex: "0"}, JSON.stringify(answer, null, 2))),
    ];
  }

  // Asked for apart, for each component that is mathematics: the trees and the steps are too much for every answer of /score.
  async function explainMathematics(result, sample, chosen) {
    const views = new Map();
    for (const component of result.components.filter(one => one.verifier === "math" && one.evidence)) {
      const options = chosen?.components.find(one => one.name === component.name)?.options ?? null;
      const own = sample.reference?.[component.name] ?? sample.reference;
      const asked = post("explain/math", {reference: own, completion: sample.completion, ...(options ? {options} : {})});
      views.set(component.name, await asked.then(explanationView, refusalView)); // the verdict stands without its explanation
    }
    return views;
  }

  get("rubrics").then(all => {
    rubrics = all;
    replace(rubric, all.map(one => el("option", {value: one.name, disabled: Boolean(one.missing)}, one.name)));
    example.value = "0";
    take();
    button.disabled = false;
  }).catch(refusal => replace(outcome, refusalView(refusal)));

  return {node: el("div", {class: "playground"}, form, outcome)};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`The reference is no JSON: ${fault.message}. Choose “text” to compare with it as it stands.`);
  }
}

export function refusalView(refusal) {
  const errors = Object.entries(refusal.errors ?? {});
  return el("div", {class: "refusal", role: "alert"},
    el("p", {}, errors.length > 0 ? "The service refused this request." : refusal.message),
    errors.length === 0 ? null : el("dl", {class: "plain"}, errors.flatMap(([path, found]) => [el("dt", {}, el("code", {}, path)), el("dd", {}, found.join(" "))])));
}
