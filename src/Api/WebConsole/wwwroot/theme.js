// Light, dark, or as the system has it. The choice is kept where the browser lets a page keep something.
import {el} from "./dom.js";

const themes = ["system", "light", "dark"];

export function themeSwitch() {
  let theme = themes.includes(kept()) ? kept() : "system";
  const button = el("button", {class: "quiet theme", type: "button", title: "Light, dark, or as the system has it", onclick: () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep(theme);
    show();
  }});

  function show() {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  }

  show();
  return button;
}

function kept() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // a browser may forbid files to keep anything
  }
}

function keep(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    console.info("This browser keeps no settings here: the theme is forgotten with the page.");
  }
}
