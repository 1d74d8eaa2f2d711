// The page: its two tabs, its language, its links, and Python while it loads.

import { CheckTab } from "./check.js";
import { announce, element } from "./elements.js";
import { Engine } from "./engine.js";
import { FORMULAS } from "./examples.js";
import { FormulaTab } from "./formula.js";
import { onLanguage, say, start as startLanguage } from "./language.js";
import { contentsOf, fragmentOf } from "./links.js";
import { keepAll, started } from "./offline.js";

startLanguage();
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const trouble = (sentence) => { element("trouble").textContent = sentence; element("trouble").hidden = !sentence; };

const engine = new Engine({
  after: started(),
  onLoading({ loaded, size }) {
    element("progress").value = loaded / size;
    element("loaded").textContent = say("loadedOf", { loaded: megabytes(loaded), size: megabytes(size) });
  },
  onReady({ version }) {
    element("loading").hidden = true;
    element("version").textContent = say("version", { version });
    element("version").dataset.version = version;
    keepAll();
  },
  onFailed(reason) {
    element("loading").hidden = true;
    trouble(say("unloadable", { reason }));
  },
});
const tabs = { page: new CheckTab(engine), formula: new FormulaTab(engine) };
let formulaShown = false;

function choose(name, { focus = false } = {}) {
  for (const other of Object.keys(tabs)) {
    const tab = element(`tab-${other}`), chosen = other === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    element(other).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  if (name === "formula" && !formulaShown) {
    formulaShown = true;
    tabs.formula.show(FORMULAS[0]);
  }
}
for (const name of Object.keys(tabs)) {
  const tab = element(`tab-${name}`);
  tab.addEventListener("click", () => choose(name));
  tab.addEventListener("keydown", (event) => {
    if (["ArrowRight", "ArrowLeft"].includes(event.key)) choose(name === "page" ? "formula" : "page", { focus: true });
  });
  element(`${name}-link`).addEventListener("click", () => copyLink(tabs[name].contents));
}

async function copyLink(contents) {
  const fragment = await fragmentOf(contents);
  if (fragment === null) return announceAndShow(say("tooLongForLink"));
  history.replaceState(null, "", fragment);
  try {
    await navigator.clipboard.writeText(location.href);
    announceAndShow(say("linked"));
  } catch { announceAndShow(say("linkInBar")); }
}
let shown;
function announceAndShow(sentence) {
  announce(sentence);
  const hint = element("about-source");
  for (const button of [element("page-link"), element("formula-link")]) button.title = sentence;
  hint.textContent = sentence;
  clearTimeout(shown);
  shown = setTimeout(() => { hint.textContent = say("aboutSource"); }, 6000);
}

async function open() {
  let contents = null;
  try { contents = await contentsOf(location.hash); } catch { trouble(say("badLink")); }
  if (typeof contents?.page === "string") { choose("page"); tabs.page.show(contents.page); }
  else if (typeof contents?.formula === "string") { formulaShown = true; choose("formula"); tabs.formula.show(contents); }
}
addEventListener("hashchange", () => { trouble(""); open(); });
onLanguage(() => {
  if (element("version").dataset.version) element("version").textContent = say("version", element("version").dataset);
  if (element("report").dataset.state !== "empty") tabs.page.check({ quietly: true });
  else tabs.page.relabel();
  if (formulaShown) tabs.formula.compute();
});
open();
document.documentElement.dataset.state = "open";
