// The kinds of plots: bars over numbers, stacked bars over time, lines with a band, points, and a ranking.
import {el, svg} from "./dom.js";
import {frame} from "./axes.js";
import {count, percent} from "./format.js";
import {table} from "./evidence.js";

// bars: [{from, to, value, title}], from ≤ to in the unit of x.
export function histogram({width, bars, x, y}) {
  const top = Math.max(1, ...bars.map(bar => bar.value));
  return frame({width, x, y: {...y, domain: [0, top]}, draw: at => bars.map(bar => {
    const [left, right] = [at.x.of(bar.from), at.x.of(bar.to)];
    const height = at.inner.bottom - at.y.of(bar.value);
    return svg("rect", {class: "bar", x: left + 0.5, width: Math.max(1, right - left - 1), y: at.inner.bottom - height, height}, svg("title", {}, bar.title));
  })});
}

// columns: [{x, parts: [number, …], title}], parts drawn one above the other in these classes.
export function stackedColumns({width, height, columns, classes, x, y, top}) {
  return frame({width, height, x, y: {...y, domain: [0, top], whole: true}, draw: at => columns.map(column => {
    let below = 0;
    const [left, right] = [at.x.of(column.x - 0.5), at.x.of(column.x + 0.5)];
    return svg("g", {}, column.parts.map((part, i) => {
      if (part === 0) return null;
      const [low, high] = [at.y.of(below), at.y.of(below += part)];
      return svg("rect", {class: classes[i], x: left, width: Math.max(1, right - left - 0.5), y: high, height: Math.max(0.5, low - high)}, svg("title", {}, column.title));
    }));
  })});
}

// points: [{x, y, low?, high?, title}] in order of x; scattered: [{x, y, class, title}] drawn behind them.
export function line({width, points, scattered = [], x, y}) {
  return frame({width, x, y, draw: at => {
    const place = (value, of) => `${at.x.of(value.x).toFixed(1)},${at.y.of(of).toFixed(1)}`;
    const banded = points.filter(point => point.low !== undefined && point.low !== null);
    return [
      svg("g", {}, scattered.map(dot => svg("circle", {class: `dot ${dot.class}`, cx: at.x.of(dot.x), cy: at.y.of(dot.y), r: 2.5}, svg("title", {}, dot.title)))),
      banded.length > 1 ? svg("polygon", {class: "band", points: [...banded.map(point => place(point, point.high)), ...banded.map(point => place(point, point.low)).reverse()].join(" ")}) : null,
      svg("polyline", {class: "line", points: points.map(point => place(point, point.y)).join(" ")}),
      points.length > 60 ? null : svg("g", {}, points.map(point => svg("circle", {class: "point", cx: at.x.of(point.x), cy: at.y.of(point.y), r: 3.5}, svg("title", {}, point.title)))),
    ];
  }});
}

// rows: [{label, value, of, class?}]: a table whose last column is a bar; of is what the share is taken of.
export function ranking({caption, heads, rows}) {
  const most = Math.max(1, ...rows.map(row => row.value));
  return table([...heads, "share", ""], rows.map(row => el("tr", {},
    el("td", {}, row.label), el("td", {class: "figure"}, count(row.value)), el("td", {class: "figure"}, percent(row.value / row.of)),
    el("td", {class: "bar-cell"}, svg("svg", {class: "rank", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true"},
      svg("rect", {class: row.class ?? "bar", width: 100 * row.value / most, height: 10}))))), caption);
}

// One line cut into parts: how the whole divides. parts: [{label, value, class, sign}]
export function shares(parts) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  let left = 0;
  return el("div", {class: "shares"},
    svg("svg", {viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img", "aria-label": parts.map(part => `${part.label} ${percent(part.value / whole)}`).join(", ")},
      whole === 0 ? svg("rect", {class: "empty", width: 1000, height: 10}) : parts.map(part => {
        const width = 1000 * part.value / whole;
        return svg("rect", {class: part.class, x: (left += width) - width, width, height: 10});
      })),
    el("ul", {}, parts.map(part => el("li", {},
      el("span", {class: `verdict ${part.class}`}, el("span", {"aria-hidden": "true"}, `${part.sign} `), part.label), " ",
      el("b", {class: "figure"}, count(part.value)), " ", el("span", {class: "faint"}, whole === 0 ? "" : percent(part.value / whole))))));
}
