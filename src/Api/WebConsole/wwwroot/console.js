// The console: which view is shown, and how one gets to another.
import {el, replace} from "./dom.js";
import {themeSwitch} from "./theme.js";
import {playground} from "./playground.js";
import {live} from "./live.js";
import {rolloutsView} from "./rollouts-view.js";
import {verifiersView} from "./verifiers-view.js";
import {disagreements} from "./disagreements.js";

// Each makes its content, once, when it is first shown. show() and hide() tell it whether it is seen.
const views = {
  playground: {title: "Playground", make: playground},
  live: {title: "Live", make: live},
  rollouts: {title: "Rollouts", make: rolloutsView},
  verifiers: {title: "Verifiers", make: verifiersView},
  disagreements: {title: "Disagreements", make: disagreements},
};

const main = document.querySelector("main");
const made = {};
const links = Object.fromEntries(Object.entries(views).map(([name, view]) => [name, el("a", {href: `#/${name}`}, view.title)]));
let current = null;

function show() {
  const [name, argument] = location.hash.replace(/^#\//u, "").split("/");
  if (location.hash === "#content") return; // the skip link
  const wanted = name in views ? name : "playground";
  if (wanted !== current) {
    made[current]?.hide?.();
    made[wanted] ??= views[wanted].make();
    const heading = el("h1", {tabindex: "-1"}, views[wanted].title);
    replace(main, heading, made[wanted].node);
    for (const [other, link] of Object.entries(links)) {
      if (other === wanted) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${views[wanted].title} · Verifiers`;
    if (current !== null) heading.focus({preventScroll: true}); // so that a reader by ear or by keyboard stands in the new view
    window.scrollTo(0, 0);
    current = wanted;
  }
  made[wanted].show?.(argument ? decodeURIComponent(argument) : null);
}

document.querySelector("nav").append(...Object.values(links));
document.querySelector(".tools").append(themeSwitch());
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", show);
show();
