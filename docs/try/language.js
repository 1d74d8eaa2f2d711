// The words of the page, in the language of the browser, or in the one that was chosen.

import en from "./words/en.js";
import zh from "./words/zh.js";

const WORDS = { en, zh };
const kept = (() => { try { return localStorage.getItem("language"); } catch { return null; } })();
let chosen = kept in WORDS ? kept : (navigator.languages ?? [navigator.language]).find((name) => /^(en|zh)/.test(name))?.slice(0, 2) ?? "en";
const listeners = [];

export const language = () => chosen;
export const onLanguage = (listener) => listeners.push(listener);

// A sentence by its name, with what stands in it. Of two forms, that of the `count`.
export function say(name, fields = {}) {
  const words = name.split(".").reduce((found, part) => found[part], WORDS[chosen]);
  const sentence = typeof words === "string" ? words : words[String(fields.count) === "1" ? "one" : "many"];
  return sentence.replace(/\{(\w+)\}/g, (_, field) => fields[field]);
}
export const verdictInWords = (verdict) => WORDS[chosen].verdicts[verdict] ?? verdict;

function show() {
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset.sayLabel));
  for (const name of Object.keys(WORDS)) document.getElementById(name).setAttribute("aria-pressed", String(name === chosen));
}

export function start() {
  for (const name of Object.keys(WORDS)) {
    document.getElementById(name).addEventListener("click", () => {
      chosen = name;
      try { localStorage.setItem("language", name); } catch { /* not kept: asked again at the next visit */ }
      show();
      for (const listener of listeners) listener();
    });
  }
  show();
}
