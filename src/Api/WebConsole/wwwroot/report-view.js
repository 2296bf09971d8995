// A report: what the rollouts look like together, then the browser of single ones. The numbers are made by verifiers rescore; here they are drawn.
import {el} from "./dom.js";
import {figure} from "./axes.js";
import {histogram, line, ranking, shares} from "./charts.js";
import {table} from "./evidence.js";
import {count, duration, number, percent, verdictSigns, verdicts, words} from "./format.js";
import {rolloutBrowser} from "./rollouts.js";

export function reportView(report) {
  return el("div", {class: "report"},
    summary(report),
    el("div", {class: "plots"}, rewards(report), passAtK(report), steps(report), lengths(report)),
    el("div", {class: "columns"}, el("div", {}, zeros(report), flags(report)), slowest(report)),
    el("h2", {id: "rollouts"}, "Rollouts"), el("p", {class: "note"}, report.sample.sentence), rolloutBrowser(report.browser));
}

function summary(report) {
  const tile = (name, value, note) => el("div", {class: "tile"}, el("dt", {}, name), el("dd", {}, el("b", {}, value), el("span", {class: "faint"}, note)));
  const files = report.inputs.length;
  return el("section", {"aria-label": "Summary"},
    el("dl", {class: "tiles"},
      tile("Rollouts", count(report.rollouts), files === 1 ? report.inputs[0].file : `in ${count(files)} files`),
      tile("Mean reward", number(report.mean_reward), `standard deviation ${number(report.std_reward)}`),
      tile("Correct", percent(report.verdicts.correct / (report.rollouts - report.verdicts.error)), "of those that were judged"),
      tile("Without a reward", count(report.without_reward), "error: they count nowhere below"),
      tile("Prompts", report.pass_at_k ? count(report.pass_at_k.prompts) : "none", report.pass_at_k ? "groups of rollouts" : "no rollout names a group")),
    shares(verdicts.map(verdict => ({label: verdict, value: report.verdicts[verdict], class: verdict, sign: verdictSigns[verdict]}))));
}

function rewards(report) {
  const {bars, exact} = report.rewards;
  if (bars.length === 0) return missing("Rewards", "No rollout has a reward.");
  const low = bars[0].from;
  const high = bars.at(-1).to;
  // Single values are drawn as bars of a width that shows them apart.
  const gaps = bars.slice(1).map((bar, i) => bar.from - bars[i].from);
  const half = exact ? Math.max(Math.min(...gaps, high - low || 1) * 0.4, (high - low) / 200) : 0;
  return figure({
    title: "Rewards", note: exact ? "How often each reward was given." : "How often rewards were given, in intervals of equal width.",
    summary: `From ${number(low)} to ${number(high)}, mean ${number(report.mean_reward)}.`,
    heads: exact ? ["reward", "rollouts"] : ["from", "to", "rollouts"],
    rows: bars.map(bar => exact ? [number(bar.from), count(bar.count)] : [number(bar.from), number(bar.to), count(bar.count)]),
    draw: width => histogram({
      width, bars: bars.map(bar => ({from: bar.from - half, to: bar.to + half, value: bar.count,
        title: `${exact ? number(bar.from) : `${number(bar.from)} to ${number(bar.to)}`}: ${count(bar.count)} rollouts`})),
      x: {domain: [low - half * 1.5, high + half * 1.5], label: "reward"}, y: {label: "rollouts", text: short, whole: true}}),
  });
}

function passAtK(report) {
  const found = report.pass_at_k;
  if (!found || found.points.length === 0) return missing("pass@k", "No rollout names a group, so it cannot be told which ones answer the same prompt.");
  return figure({
    title: "pass@k", note: `The chance that at least one of k rollouts is correct, by the unbiased estimator; ${found.sentence}`,
    summary: found.points.map(point => `k ${point.k}: ${number(point.value, 3)}`).join(", "),
    heads: ["k", "pass@k", "95 % from", "to", "prompts with k rollouts"],
    rows: found.points.map(point => [point.k, number(point.value), number(point.low), number(point.high), count(point.prompts)]),
    draw: width => line({
      width, points: found.points.map(point => ({x: point.k, y: point.value, low: point.low, high: point.high,
        title: `k = ${point.k}: ${number(point.value)} (95 %: ${number(point.low)} to ${number(point.high)}), ${count(point.prompts)} prompts`})),
      x: {domain: [1, Math.max(2, found.points.at(-1).k)], base: 2, label: "k (rollouts for a prompt)"}, y: {domain: [0, 1], label: "pass@k"}}),
  });
}

function steps(report) {
  if (report.steps.length < 2) {
    return missing("Mean reward by step", report.steps.length === 1 ? `All rollouts are of step ${report.steps[0].from}.` : "No rollout names its step.");
  }
  const middle = one => (one.from + one.to) / 2;
  const name = one => one.from === one.to ? number(one.from) : `${number(one.from)}–${number(one.to)}`;
  return figure({
    title: "Mean reward by step", note: "Of all rollouts with a reward.",
    summary: `From ${number(report.steps[0].mean_reward, 3)} to ${number(report.steps.at(-1).mean_reward, 3)}.`,
    heads: ["step", "rollouts", "mean reward", "correct"],
    rows: report.steps.map(one => [name(one), count(one.rollouts), number(one.mean_reward), percent(one.pass_rate)]),
    draw: width => line({
      width, points: report.steps.map(one => ({x: middle(one), y: one.mean_reward,
        title: `step ${name(one)}: ${number(one.mean_reward)}, ${count(one.rollouts)} rollouts`})),
      x: {domain: [middle(report.steps[0]), middle(report.steps.at(-1))], label: "step of the trainer"},
      y: {domain: spread(report.steps.map(one => one.mean_reward)), label: "mean reward"}}),
  });
}

function lengths(report) {
  if (report.lengths.length === 0) return missing("Length and reward", "No rollout has a reward.");
  const dots = report.browser.filter(one => one.drawn && typeof one.reward === "number").map(one =>
    ({x: Math.max(1, one.length), y: one.reward, class: one.verdict, title: `${one.id ?? `${one.file}:${one.line}`}: ${count(one.length)} characters, reward ${number(one.reward)}`}));
  const points = report.lengths.map(one => ({x: Math.sqrt(one.from * one.to), y: one.mean_reward,
    title: `${count(one.from)} to ${count(one.to)} characters: mean reward ${number(one.mean_reward)}, ${count(one.rollouts)} rollouts`}));
  return figure({
    title: "Length and reward", note: `The line is the mean of all rollouts of a length; the points are the ${count(dots.length)} of the even sample.`,
    summary: `${count(report.lengths[0].from)} to ${count(report.lengths.at(-1).to)} characters.`,
    heads: ["from", "to (characters)", "rollouts", "mean reward"],
    rows: report.lengths.map(one => [count(one.from), count(one.to), count(one.rollouts), number(one.mean_reward)]),
    draw: width => line({
      width, points, scattered: dots, x: {domain: [report.lengths[0].from, report.lengths.at(-1).to], base: 2, label: "length of the completion (characters)", text: count},
      y: {domain: spread([...points, ...dots].map(point => point.y)), label: "reward"}}),
  });
}

function zeros(report) {
  const found = report.zero;
  return el("section", {}, el("h2", {}, "Reasons for zero"), found.rollouts === 0 ? el("p", {class: "faint"}, "No rollout has the reward 0.")
    : [el("p", {class: "faint"}, `${count(found.rollouts)} rollouts have the reward 0. Each reason is that of a component that was not correct; a rollout can have several.`),
      ranking({caption: "By component and reason", heads: ["reason", "rollouts"], rows: found.reasons.map(one =>
        ({label: [el("b", {}, one.component), " ", words(one.reason)], value: one.count, of: found.rollouts, class: "incorrect"}))})]);
}

function flags(report) {
  return el("section", {}, el("h2", {}, "Hack flags"), report.flags.length === 0 ? el("p", {class: "faint"}, "No rollout is flagged.")
    : ranking({caption: "Signals of reward hacking; none decides a reward", heads: ["flag", "rollouts"], rows: report.flags.map(one =>
      ({label: words(one.flag), value: one.count, of: report.rollouts, class: "flagged"}))}));
}

function slowest(report) {
  return el("section", {}, el("h2", {}, "Slowest samples"), report.slowest.length === 0 ? el("p", {class: "faint"}, "There are no files of times beside the scored ones.")
    : table(["rollout", "verdict", "judged in", "waited"], report.slowest.map(one => el("tr", {},
      el("td", {}, el("code", {}, one.id ?? `${one.file}:${one.line}`)), el("td", {}, el("span", {class: `verdict ${one.verdict}`}, one.verdict)),
      el("td", {class: "figure"}, duration(one.judged_us)), el("td", {class: "figure"}, duration(one.waited_us)))), "The slowest, the slowest first"));
}

function missing(title, sentence) {
  return el("figure", {class: "plot"}, el("figcaption", {}, el("h3", {}, title)), el("p", {class: "faint"}, sentence));
}

// The values with some room around them.
function spread(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || 1) * 0.06;
  return [low - room, high + room];
}

function short(value) {
  if (value >= 1e6) return `${number(value / 1e6, 3)}M`;
  return value >= 1e3 ? `${number(value / 1e3, 3)}k` : number(value, 3);
}
