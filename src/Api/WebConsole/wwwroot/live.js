// What the service does now. It is asked every two seconds while this view is seen, and not otherwise.
import {el, replace} from "./dom.js";
import {get} from "./api.js";
import {figure} from "./axes.js";
import {ranking, shares, stackedColumns} from "./charts.js";
import {table} from "./evidence.js";
import {bytes, clock, count, duration, number, verdictSigns, verdicts, words} from "./format.js";

const pause = 2000;
const shownSeconds = 10;

export function live() {
  const status = el("p", {class: "faint", role: "status"}, "Asking the service …");
  const tiles = el("dl", {class: "tiles"});
  const [plot, mix, reasons, faults, flags, programs] = [1, 2, 3, 4, 5, 6].map(() => el("section", {}));
  let [timer, seen] = [null, false];

  async function ask() {
    try {
      draw(await get("console/live"));
    } catch (fault) {
      status.textContent = `No answer at ${clock(Date.now())}: ${fault.message}`;
      status.classList.add("bad");
      if (fault.status === 401) { // nobody is asked for a key every two seconds
        seen = false;
        status.append(" ", el("button", {type: "button", onclick: show}, "Give a key"));
      }
    }
    if (seen) timer = setTimeout(ask, document.hidden ? 5 * pause : pause);
  }

  function show() {
    if (seen) return;
    seen = true;
    ask();
  }

  function draw(now) {
    const {counts} = now;
    const recent = counts.seconds.slice(-1 - shownSeconds, -1);
    const samples = recent.reduce((sum, second) => sum + whole(second), 0);
    const mean = key => samples === 0 ? "–" : duration(recent.reduce((sum, second) => sum + second[key], 0) / samples);
    status.classList.remove("bad");
    status.textContent = `Version ${now.version}, counting since ${new Date(now.started).toLocaleString("en-GB")}. ${now.sentence}`;
    replace(tiles,
      tile("Throughput", `${number(samples / shownSeconds, 3)} /s`, `samples, mean of ${shownSeconds} s`),
      tile("Programs", `${number(recent.reduce((sum, second) => sum + second.programs, 0) / shownSeconds, 3)} /s`, "runs without a verdict, for drop-in endpoints"),
      tile("Queue", count(now.queue.samples), `of ${count(now.queue.max_samples)} samples; ${bytes(now.queue.bytes)} held`),
      tile("Sandboxes", `${now.slots.busy} / ${now.slots.total}`, now.ready ? `busy; ${count(now.slots.waiting)} runs wait` : "no program can be judged"),
      tile("Judging", mean("judged_us"), "mean time of a sample"),
      tile("Waiting", mean("waited_us"), "mean time for a free lane"));
    replace(plot, throughput(counts.seconds));
    replace(mix, el("h2", {}, "Verdicts since the start"),
      shares(verdicts.map(verdict => ({label: verdict, value: counts.total[verdict], class: verdict, sign: verdictSigns[verdict]}))));
    const judged = counts.reasons.reduce((sum, one) => sum + one.count, 0);
    replace(reasons, el("h2", {}, "Reasons"), counts.reasons.length === 0 ? el("p", {class: "faint"}, "Nothing was judged yet.")
      : ranking({caption: "By verifier and reason", heads: ["reason", "components"], rows: counts.reasons.slice(0, 20).map(one =>
        ({label: [el("b", {}, one.verifier), " ", words(one.reason)], value: one.count, of: judged, class: one.verdict}))}));
    replace(faults, el("h2", {}, "Recent errors"), counts.faults.length === 0 ? el("p", {class: "faint"}, "None.")
      : table(["last", "verifier or protocol", "reason", "times"], counts.faults.map(one => el("tr", {},
        el("td", {class: "figure"}, clock(one.last)), el("td", {}, one.verifier), el("td", {}, el("code", {}, one.reason)), el("td", {class: "figure"}, count(one.count)))),
      "Verdicts error and programs that met a fault of ours, the newest first"));
    const flagged = Object.entries(counts.flags);
    replace(flags, el("h2", {}, "Flags"), flagged.length === 0 ? el("p", {class: "faint"}, "None.")
      : ranking({caption: "Signals of reward hacking", heads: ["flag", "samples"], rows: flagged.map(([name, value]) =>
        ({label: words(name), value, of: verdicts.reduce((sum, verdict) => sum + counts.total[verdict], 0), class: "flagged"}))}));
    const runs = counts.programs.reduce((sum, one) => sum + one.count, 0);
    replace(programs, el("h2", {}, "Programs without a verdict"), runs === 0 ? el("p", {class: "faint"}, "None.")
      : ranking({caption: "By protocol and how they ended", heads: ["outcome", "runs"], rows: counts.programs.slice(0, 20).map(one =>
        ({label: [el("b", {}, one.protocol), " ", words(one.outcome)], value: one.count, of: runs, class: "undecided"}))}));
  }

  return {
    node: el("div", {class: "live"}, status, tiles, plot, mix, el("div", {class: "columns"}, reasons, el("div", {}, faults, flags, programs))),
    show,
    hide() {
      seen = false;
      clearTimeout(timer);
    },
  };
}

function tile(name, value, note) {
  return el("div", {class: "tile"}, el("dt", {}, name), el("dd", {}, el("b", {}, value), el("span", {class: "faint"}, note)));
}

function whole(second) {
  return verdicts.reduce((sum, verdict) => sum + second[verdict], 0);
}

// Five seconds a column: 60 columns are read on a telephone, too.
function throughput(seconds) {
  const together = 5;
  const columns = [];
  for (let i = 0; i < seconds.length; i += together) {
    const part = seconds.slice(i, i + together);
    const parts = verdicts.map(verdict => part.reduce((sum, second) => sum + second[verdict], 0) / together);
    const rate = parts.reduce((sum, value) => sum + value, 0);
    columns.push({x: i - seconds.length + together / 2, parts, rate, title: `${clock(part[0].at * 1000)}: ${number(rate, 3)} samples a second`});
  }
  const top = Math.max(1, ...columns.map(column => column.rate));
  return figure({
    title: "Throughput of the last five minutes", note: "Samples a second by verdict, mean of five seconds.",
    summary: `At most ${number(top, 3)} samples a second.`,
    draw: width => stackedColumns({width, height: 220, top, classes: verdicts, columns: columns.map(column => ({...column, x: column.x / together})),
      x: {domain: [-seconds.length / together, 0], ticks: [-5, -4, -3, -2, -1, 0].map(minute => minute * 60 / together),
        label: "time (minutes)", text: value => value === 0 ? "now" : `−${-value * together / 60}`}, y: {label: "samples / s"}}),
  });
}
