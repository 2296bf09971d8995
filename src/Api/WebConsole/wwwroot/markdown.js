// The Markdown that the pages of docs are written in, as elements: headings, paragraphs, lists, tables, code. Everything else stays text.
import {el} from "./dom.js";

export function markdown(text) {
  const lines = text.split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    const [block, next] = blockAt(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return el("div", {class: "markdown"}, blocks);
}

function blockAt(lines, at) {
  const line = lines[at];
  if (line.trim() === "") return [null, at + 1];
  const fence = /^(`{3,})/u.exec(line);
  if (fence) {
    const end = within(lines, at + 1, other => !other.startsWith(fence[1]));
    return [el("pre", {class: "text", tabindex: "0", role: "region", "aria-label": "Example"}, lines.slice(at + 1, end).join("\n")), end + 1];
  }
  const heading = /^(#{1,6}) (.*)$/u.exec(line);
  if (heading) return [el(`h${Math.min(6, heading[1].length + 1)}`, {}, inline(heading[2])), at + 1];
  if (line.startsWith("|") && /^\|[\s:|-]+\|?\s*$/u.test(lines[at + 1] ?? "")) {
    const end = within(lines, at + 2, other => other.startsWith("|"));
    const cells = row => row.replace(/^\||\|\s*$/gu, "").split(/(?<!\\)\|/u).map(cell => inline(cell.trim().replaceAll("\\|", "|")));
    return [el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Table"}, el("table", {},
      el("thead", {}, el("tr", {}, cells(line).map(cell => el("th", {scope: "col"}, cell)))),
      el("tbody", {}, lines.slice(at + 2, end).map(row => el("tr", {}, cells(row).map(cell => el("td", {}, cell))))))), end];
  }
  const item = /^(\s*)([-*]|\d+\.) /u;
  if (item.test(line)) {
    const end = within(lines, at, other => item.test(other) || (other.startsWith("  ") && other.trim() !== ""));
    const items = [];
    for (const one of lines.slice(at, end)) {
      if (item.test(one)) items.push(one.replace(item, ""));
      else items.push(`${items.pop()} ${one.trim()}`);
    }
    return [el(/^\s*\d/u.test(line) ? "ol" : "ul", {}, items.map(one => el("li", {}, inline(one)))), end];
  }
  const end = within(lines, at + 1, other => other.trim() !== "" && !/^(#{1,6} |`{3}|\||\s*([-*]|\d+\.) )/u.test(other));
  return [el("p", {}, inline(lines.slice(at, end).join(" "))), end];
}

function within(lines, at, holds) {
  while (at < lines.length && holds(lines[at])) at++;
  return at;
}

// Code, strong, links: a link into the repository is shown as its words, for the file is not here; one to the web as a link.
function inline(text) {
  const parts = [];
  let rest = 0;
  for (const match of text.matchAll(/(`+)(.+?)\1|\*\*(.+?)\*\*|\[([^\]]*)\]\(([^)\s]*)\)/gu)) {
    parts.push(text.slice(rest, match.index));
    if (match[2] !== undefined) parts.push(el("code", {}, match[2].length > 2 ? match[2].replace(/^ (.*) $/u, "$1") : match[2]));
    else if (match[3] !== undefined) parts.push(el("b", {}, inline(match[3])));
    else if (/^https:\/\//u.test(match[5])) parts.push(el("a", {href: match[5], rel: "noreferrer"}, inline(match[4])));
    else parts.push(el("span", {class: "reference", title: match[5]}, inline(match[4])));
    rest = match.index + match[0].length;
  }
  parts.push(text.slice(rest));
  return parts;
}
