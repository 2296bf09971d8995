// One scored completion: the verdict, the text with what was found marked in it, and each component with its evidence.
import {el} from "./dom.js";
import {evidenceView} from "./evidence.js";
import {markedText, spansOf, withGap} from "./marks.js";
import {duration, number, verdictSigns, words} from "./format.js";

export function verdictWord(verdict) {
  return el("span", {class: `verdict ${verdict}`}, el("span", {"aria-hidden": "true"}, `${verdictSigns[verdict] ?? "·"} `), verdict);
}

// result: as POST /score gives it, with the gap where the completion is cut; extra: a function from a component to more nodes about it, or nothing.
export function resultView(result, completion, extra = () => null) {
  const text = typeof completion === "string" ? completion : JSON.stringify(completion, null, 2);
  const timing = result.timing;
  const marked = withGap(text, (result.components ?? []).flatMap(component => spansOf(component.evidence)), result.gap);
  return el("div", {class: "result"},
    el("p", {class: "headline"}, verdictWord(result.verdict),
      el("span", {class: "reward"}, result.reward === null ? "no reward" : ["reward ", el("b", {}, number(result.reward))]),
      timing ? el("span", {class: "faint"}, `judged in ${duration(timing.judged_us)}`) : null),
    flagList(result.flags),
    markedText(marked.text, marked.spans),
    (result.components ?? []).map(component => componentView(component, extra(component))));
}

function flagList(flags) {
  if (!flags?.length) return null;
  return el("ul", {class: "flags", "aria-label": "Flags"}, flags.map(flag => el("li", {}, el("b", {}, words(flag.name)), " ", flag.explanation)));
}

function componentView(component, extra) {
  return el("section", {class: "component", "aria-label": `Component ${component.name}`},
    el("h3", {}, component.name, component.name === component.verifier ? null : el("span", {class: "faint"}, ` ${component.verifier}`),
      " ", verdictWord(component.verdict),
      el("span", {class: "figure faint"}, component.score === null ? "no score" : `${number(component.score)} × ${number(component.weight)}`)),
    el("p", {}, el("code", {}, component.reason), " ", component.explanation),
    evidenceView(component.evidence), extra);
}
