// The verifiers that a rubric can name, each with its page.
import {el, replace} from "./dom.js";
import {get, getText} from "./api.js";
import {markdown} from "./markdown.js";
import {refusalView} from "./playground.js";

export function verifiersView() {
  const list = el("ul", {class: "verifier-list", "aria-label": "Verifiers", onkeydown: move});
  const page = el("article", {class: "documentation", "aria-live": "polite"}, el("p", {class: "faint"}, "Choose a verifier to read its page."));
  let shown = null;
  const all = get("verifiers").then(verifiers => {
    replace(list, verifiers.map(one => el("li", {},
      el("a", {href: `#/verifiers/${encodeURIComponent(one.name)}`}, el("b", {}, one.name),
        el("span", {class: "faint"}, ` ${one.lane}, version ${one.semantics_version}${one.needs_reference ? ", needs a reference" : ""}`),
        el("span", {class: "summary"}, one.summary)))));
    return verifiers;
  });
  all.catch(refusal => replace(page, refusalView(refusal)));

  // Arrow keys go from one verifier to the next, Enter follows the link as any other.
  function move(event) {
    const links = [...list.querySelectorAll("a")];
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const target = event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : step && links.indexOf(document.activeElement) + step;
    if (target === undefined || !links[target]) return;
    event.preventDefault();
    links[target].focus();
  }

  async function read(name) {
    const one = (await all).find(verifier => verifier.name === name);
    for (const link of list.querySelectorAll("a")) {
      if (link.getAttribute("href") === `#/verifiers/${encodeURIComponent(name)}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!one) {
      replace(page, el("p", {}, `There is no verifier ${name}.`));
      return;
    }
    try {
      const text = await getText(`console/documentation/${encodeURIComponent(name)}`);
      if (shown === name) replace(page, markdown(text));
    } catch (refusal) {
      replace(page, refusal.status === 404 ? [el("h2", {}, one.name), el("p", {}, one.summary), el("p", {class: "faint"}, "It has no page: it is a plug-in.")] : refusalView(refusal));
    }
  }

  return {
    node: el("div", {class: "verifiers"}, list, page),
    show(name) {
      if (name === null || name === shown) return;
      shown = name;
      read(name).then(() => page.getBoundingClientRect().top < 0 && page.scrollIntoView(), refusal => replace(page, refusalView(refusal)));
    },
  };
}
