// Asks the service. Where it wants a key, the reader is asked for one; it is kept until the tab is closed, and sent nowhere else.
import {el} from "./dom.js";

const keyName = "verifiers-api-key";
let asking = null;

// What the service refused: problem details, with the errors by field.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The service answered with status ${status}.`);
    this.status = status;
    this.errors = problem.errors ?? {};
  }
}

export async function get(path) {
  return (await ask(path, {})).json();
}

export async function getText(path) {
  return (await ask(path, {})).text();
}

export async function post(path, body) {
  return (await ask(path, {method: "POST", body: JSON.stringify(body), headers: {"Content-Type": "application/json"}})).json();
}

async function ask(path, options) {
  for (;;) {
    const key = sessionStorage.getItem(keyName);
    const headers = {...options.headers, ...(key ? {Authorization: `Bearer ${key}`} : {})};
    const response = await fetch(path, {...options, headers, cache: "no-store"});
    if (response.ok) return response;
    if (response.status !== 401) throw new Refusal(response.status, await problemOf(response));
    if (sessionStorage.getItem(keyName) !== key) continue; // another question got one meanwhile
    asking ??= askForKey(key !== null).finally(() => asking = null);
    await asking;
  }
}

async function problemOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return {title: `The answer, with status ${response.status}, is no JSON: ${text.slice(0, 200)}`}; // a proxy on the way, not the service
  }
}

function askForKey(wasRefused) {
  const input = el("input", {id: "api-key", type: "password", autocomplete: "off", spellcheck: "false", required: true});
  const form = el("form", {method: "dialog"},
    el("h2", {}, "This service asks for a key"),
    el("p", {}, wasRefused ? "The key was refused. " : "", "It is kept until this tab is closed, and sent to this service alone."),
    el("label", {for: "api-key"}, "API key"), input,
    el("div", {class: "row"}, el("button", {class: "primary", value: "use"}, "Use the key"), el("button", {value: "", formnovalidate: true}, "Cancel")));
  const dialog = el("dialog", {"aria-label": "API key"}, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve, reject) => dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "use") {
      sessionStorage.setItem(keyName, input.value.trim());
      resolve();
    } else {
      reject(new Refusal(401, {detail: "The service asks for an API key, and none was given."}));
    }
  }));
}
