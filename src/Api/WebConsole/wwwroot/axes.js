// Scales, ticks and the frame that every plot stands in.
import {el, svg} from "./dom.js";
import {number} from "./format.js";
import {table} from "./evidence.js";

// {of(value): pixels, ticks, text(value)} for values in domain; base 2 makes a logarithmic scale.
export function scale({domain, from, to, base = null, most = 6, whole = false}) {
  const warp = value => base === 2 ? Math.log2(value) : value;
  let [low, high] = domain.map(warp);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return {
    domain, of: value => from + (warp(value) - low) / (high - low) * (to - from),
    ticks: base === 2 ? powers(low, high, most) : ticks(low, high, most, whole),
  };
}

// At most so many round numbers from low to high.
export function ticks(low, high, most, whole = false) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const wanted = [1, 2, 2.5, 5, 10].map(times => times * power).find(step => step >= rough * 0.999) ?? rough;
  const step = whole ? Math.max(1, Math.ceil(wanted)) : wanted;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

function powers(low, high, most) {
  const step = Math.max(1, Math.ceil((high - low) / most));
  const found = [];
  for (let exponent = Math.ceil(low - 1e-9); exponent <= high + 1e-9; exponent += step) found.push(2 ** exponent);
  return found;
}

// A figure with its title, its note, a drawing that follows the width of the page, and its numbers as a table for whoever does not see it.
// draw(width) returns the drawing.
export function figure({title, note, summary, draw, heads, rows}) {
  const canvas = el("div", {class: "canvas"});
  const caption = el("figcaption", {}, el("h3", {}, title), note ? el("p", {class: "faint"}, note) : null);
  let drawnAt = 0;
  new ResizeObserver(entries => {
    const width = Math.floor(entries[0].contentRect.width);
    if (width < 50 || width === drawnAt) return;
    drawnAt = width;
    const drawing = draw(width);
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", `${title}. ${summary ?? ""}`);
    canvas.replaceChildren(drawing);
  }).observe(canvas);
  return el("figure", {class: "plot"}, caption, canvas, rows?.length ? el("details", {}, el("summary", {}, "The numbers"),
    table(heads, rows.map(row => el("tr", {}, row.map(cell => el("td", {class: "figure"}, cell)))), title)) : null);
}

// Axes with ticks, a grid of faint lines, and the names of the quantities with their units. draw({x, y, inner}) adds the data.
export function frame({width, height = 260, x, y, draw}) {
  const inner = {left: 52, right: width - 12, top: 24, bottom: height - 44};
  const scaleX = scale({...x, from: inner.left, to: inner.right, most: Math.max(2, Math.floor(width / 90))});
  const scaleY = scale({...y, from: inner.bottom, to: inner.top, most: 5});
  const text = value => (x.text ?? number)(value);
  return svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height},
    scaleY.ticks.map(value => svg("g", {class: "tick"},
      svg("line", {x1: inner.left, x2: inner.right, y1: scaleY.of(value), y2: scaleY.of(value)}),
      svg("text", {x: inner.left - 8, y: scaleY.of(value) + 4, "text-anchor": "end"}, (y.text ?? number)(value)))),
    (x.ticks ?? scaleX.ticks).map(value => svg("text", {x: scaleX.of(value), y: inner.bottom + 18,
      "text-anchor": scaleX.of(value) > inner.right - 20 ? "end" : "middle"}, text(value))),
    svg("line", {class: "axis", x1: inner.left, x2: inner.right, y1: inner.bottom, y2: inner.bottom}),
    svg("text", {class: "axis-name", x: inner.right, y: height - 6, "text-anchor": "end"}, x.label),
    svg("text", {class: "axis-name", x: 4, y: 12}, y.label),
    draw({x: scaleX, y: scaleY, inner}));
}
