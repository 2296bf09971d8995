// Rollouts from a file of the reader's own: a .scored.jsonl file (also .gz) or a report. The file is read here and sent nowhere.
import {el, replace} from "./dom.js";
import {bytes, count} from "./format.js";
import {reportView} from "./report-view.js";
import {rolloutBrowser} from "./rollouts.js";
import {readReport, readRollouts} from "./rollout-files.js";

export function rolloutsView() {
  const content = el("div", {});
  const status = el("p", {class: "faint", role: "status"}, "Nothing is open.");
  const input = el("input", {id: "rollout-file", type: "file", accept: ".jsonl,.gz,.html,.json", onchange: () => input.files[0] && open(input.files[0])});

  async function open(file) {
    replace(content);
    status.textContent = `Reading ${file.name}, ${bytes(file.size)} …`;
    status.classList.remove("bad");
    try {
      if (/\.html?$/iu.test(file.name)) {
        const report = await readReport(file);
        status.textContent = `${file.name}: a report on ${count(report.rollouts)} rollouts.`;
        replace(content, reportView(report));
        return;
      }
      const found = await readRollouts(file);
      status.textContent = `${file.name}: ${count(found.rollouts.length)} rollouts${found.stopped ? `, the first ones; the file has more. Make a report of it to see all` : ""}.`
        + (found.bad > 0 ? ` ${count(found.bad)} lines are no scored rollouts (the first is line ${found.firstBad}).` : "");
      replace(content, rolloutBrowser(found.rollouts));
    } catch (fault) {
      status.textContent = `${file.name} cannot be read: ${fault.message}`;
      status.classList.add("bad");
    }
  }

  const node = el("div", {class: "rollouts-view",
    ondragover: event => event.preventDefault(),
    ondrop: event => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
    }},
    el("div", {class: "opener"}, el("label", {for: "rollout-file"}, "Open a scored file or a report"), input,
      el("p", {class: "faint"}, "A .scored.jsonl or .scored.jsonl.gz file of verifiers rescore, or its report.html. It is read in this page and sent nowhere; it can be dropped here, too.")),
    status, content);
  return {node};
}
