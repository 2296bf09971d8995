// What two verifiers do not agree on: the last lines of the file that people read.
import {el, replace} from "./dom.js";
import {get} from "./api.js";
import {opinionView} from "./evidence.js";
import {count, cut} from "./format.js";
import {markedText, spansOf} from "./marks.js";
import {refusalView} from "./playground.js";

const why = {
  not_kept: ["No disagreements are kept. ", "A rubric with the verifier ", ["code", "agree"], " finds them, and the setting ", ["code", "Review:File"], " names the file for them."],
  not_shown: ["Disagreements are kept, and not shown here. ", "They hold completions of everybody; the setting ", ["code", "Review:InConsole true"],
    " shows the last ones to whoever may ask this service."],
};

export function disagreements() {
  const content = el("div", {class: "disagreements"});

  async function read() {
    try {
      const found = await get("console/disagreements");
      if (found.state !== "shown") {
        replace(content, el("p", {}, why[found.state].map(part => typeof part === "string" ? part : el(part[0], {}, part[1]))));
        return;
      }
      replace(content,
        el("p", {class: "faint", role: "status"}, found.lines.length === 0 ? "Nobody has disagreed yet." : `The last ${count(found.lines.length)}, the newest first.`,
          found.unreadable > 0 ? ` ${count(found.unreadable)} lines could not be read.` : ""),
        found.lines.map(lineView));
    } catch (refusal) {
      replace(content, refusalView(refusal));
    }
  }

  return {node: content, show: read};
}

function lineView(line) {
  const opinions = line.opinions ?? [];
  const text = String(line.completion ?? "");
  return el("details", {class: "disagreement"},
    el("summary", {},
      el("time", {class: "figure faint", datetime: line.at}, new Date(line.at).toLocaleString("en-GB")), " ",
      opinions.map(opinion => [el("b", {}, opinion.name), " ", el("span", {class: `verdict ${opinion.verdict}`}, opinion.verdict), " "]),
      el("span", {class: "summary faint"}, cut(text.slice(0, 400).replace(/\s+/gu, " "), 140))),
    line.prompt ? [el("h4", {}, "Prompt"), el("pre", {class: "text", tabindex: "0"}, line.prompt)] : null,
    line.reference ? [el("h4", {}, "Reference"), el("pre", {class: "text", tabindex: "0"}, line.reference)] : null,
    el("h4", {}, "Completion"), markedText(text, opinions.flatMap(opinion => spansOf(opinion.evidence))),
    el("div", {class: "opinions"}, opinions.map(opinionView)));
}
