// The page of a report: its data stand in the same file.
import {el} from "./dom.js";
import {themeSwitch} from "./theme.js";
import {reportView} from "./report-view.js";

const report = JSON.parse(document.getElementById("report-data").textContent);
document.querySelector(".tools").append(themeSwitch());
document.querySelector("main").append(el("h1", {}, "Rescored rollouts"), reportView(report));
