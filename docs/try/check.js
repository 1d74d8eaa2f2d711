// "A page": a text, and what becomes of its numbers.

import { announce, element, fromHtml, made } from "./elements.js";
import { Stopped } from "./engine.js";
import { choices, PAGES } from "./examples.js";
import { language, say } from "./language.js";
import { counted, headline, isFault, lines, strip, table } from "./marked.js";
import { save } from "./saving.js";

// A longer text is not sent to Python, and a long one only when it is asked for.
const LONGEST = 1_000_000, CHECKED_WHILE_TYPED = 50_000;
const PAUSE = 700;

export class CheckTab {
  constructor(engine) {
    this.engine = engine;
    this.source = element("source");
    this.report = element("report");
    this.asked = 0;
    this.name = "";
    this.setView = null;
    element("check").addEventListener("click", () => this.check());
    element("stop").addEventListener("click", () => engine.stop());
    this.source.addEventListener("input", () => this.edited());
    this.source.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.check(); });
    element("file").addEventListener("change", (event) => this.open(event.target.files[0]));
    this.#takeDrops();
    choices(element("page-examples"), PAGES, ({ text }) => this.show(text));
    this.#empty();
  }

  get contents() { return { page: this.source.value }; }

  show(text, name = "") {
    this.source.value = text;
    this.name = name;
    this.check();
  }

  #takeDrops() {
    const section = element("page");
    section.addEventListener("dragover", (event) => { event.preventDefault(); section.classList.add("dropping"); });
    section.addEventListener("dragleave", () => section.classList.remove("dropping"));
    section.addEventListener("drop", (event) => {
      event.preventDefault();
      section.classList.remove("dropping");
      const [file] = event.dataTransfer.files;
      if (file) this.open(file);
    });
  }

  async open(file) {
    if (!file) return;
    if (file.size > 4 * LONGEST) return this.#problem(say("tooLong", { count: file.size.toLocaleString(), most: LONGEST.toLocaleString() }));
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) ? "utf-16le" : (bytes[0] === 0xfe && bytes[1] === 0xff) ? "utf-16be" : null;
      let text;
      try { text = new TextDecoder(utf16 ?? "utf-8", { fatal: !utf16 }).decode(bytes); } catch { text = new TextDecoder("latin1").decode(bytes); }
      element("file").value = "";
      this.show(text, file.name);
    } catch { this.#problem(say("unreadableFile")); }
  }

  edited() {
    this.asked += 1;  // an answer that is still on its way is about another text
    clearTimeout(this.pause);
    element("stop").hidden = true;
    if (this.report.dataset.state === "empty") return;
    this.report.dataset.state = "edited";
    if (this.source.value.length <= CHECKED_WHILE_TYPED) this.pause = setTimeout(() => this.check({ quietly: true }), PAUSE);
  }

  async check({ quietly = false } = {}) {
    clearTimeout(this.pause);
    const asked = ++this.asked, text = this.source.value;
    if (!text.trim()) {
      this.#empty();
      this.report.dataset.state = "done";
      return;
    }
    this.report.dataset.state = "running";
    if (text.length > LONGEST) return this.#problem(say("tooLong", { count: text.length.toLocaleString(), most: LONGEST.toLocaleString() }));
    this.report.setAttribute("aria-busy", "true");
    if (!quietly || !this.engine.ready) this.report.replaceChildren(made("p", { class: "hint" }, say(this.engine.ready ? "running" : "waiting")));
    const shown = setTimeout(() => { element("stop").hidden = false; }, 300);
    this.question = { text, name: this.name, language: language() };
    try {
      const found = await this.engine.ask({ about: "check", ...this.question });
      if (asked !== this.asked) return;
      found.problem ??= found.refused && say(found.refused, found);
      if (found.problem) this.#problem(found.problem);
      else this.#show(found);
      if (!quietly) announce(found.problem ?? headline(found));
    } catch (error) {
      if (asked === this.asked) this.#problem(say(error instanceof Stopped ? error.message : "broken"));
    } finally {
      clearTimeout(shown);
      if (asked === this.asked) element("stop").hidden = true;
    }
  }

  #done(...children) {
    this.report.replaceChildren(...children);
    this.report.removeAttribute("aria-busy");
    this.report.dataset.state = "done";
  }

  #empty() {
    this.#done(made("div", { class: "empty" }, made("p", { class: "hint" }, say("empty")), made("div", { class: "actions" },
      PAGES.map(({ name, text }) => made("button", { onclick: () => this.show(text) }, name[language()])))));
    this.report.dataset.state = "empty";
  }

  relabel() { this.#empty(); }

  #problem(sentence) { this.#done(made("p", { class: "problem" }, sentence)); }

  #show(found) {
    this.found = found;
    const body = made("div", { class: "checked" });
    const asWritten = found.kind === "sheet" || found.written;
    const views = found.kind === "sheet" ? "" : made("div", { class: "views", role: "group", "aria-label": say("view") },
      made("button", { "aria-pressed": String(asWritten), onclick: () => this.#view(body, true) }, say("asWritten")),
      made("button", { "aria-pressed": String(!asWritten), onclick: () => this.#view(body, false) }, say("formulas")));
    const faulty = found.numbers.some(({ verdict }) => isFault(verdict));
    const next = faulty ? made("button", { onclick: () => this.#nextFault() }, say("nextFault")) : "";
    const head = made("div", { class: "head" },
      made("h2", { class: found.ok ? "fine" : faulty ? "fault" : "" }, headline(found)), strip(found), counted(found),
      made("details", {}, made("summary", {}, found.summary.split("\n")[0]), found.summary.split("\n").slice(1).map((line) => made("p", {}, line))),
      made("div", { class: "actions" }, views, next,
        made("button", { onclick: () => this.#save() }, say("saveReport")), made("button", { onclick: () => print() }, say("print"))));
    this.#done(head, body);
    this.views = views && [...views.children];
    if (asWritten) body.append(this.#asWritten());
    else return this.#view(body, false, true);
  }

  #asWritten() {
    const { found } = this, hidden = found.hidden ? made("p", { class: "hint" }, say("hidden", { count: found.hidden })) : "";
    return made("div", {}, found.kind === "sheet" ? table(found) : lines(found), hidden);
  }

  async #view(body, asWritten, first = false) {
    this.views.forEach((button, nth) => button.setAttribute("aria-pressed", String((nth === 0) === asWritten)));
    if (asWritten) return body.replaceChildren(this.#asWritten());
    if (first) this.report.dataset.state = "running";
    const asked = this.asked;
    try {
      const { html } = await this.engine.ask({ about: "typeset", ...this.question });
      if (asked !== this.asked) return;
      const section = fromHtml(html, "section");
      for (const element of section.querySelectorAll(":scope > .summary, :scope > .legend, :scope > h1")) element.remove();
      for (const formula of section.querySelectorAll(".formula")) Object.assign(formula, { tabIndex: 0, role: "group" });
      body.replaceChildren(section);
    } catch { body.replaceChildren(this.#asWritten()); }
    if (first) this.report.dataset.state = "done";
  }

  #nextFault() {
    const faults = [...this.report.querySelectorAll("mark.wrong, mark.follows")];
    if (!faults.length) return;
    this.fault = ((this.fault ?? -1) + 1) % faults.length;
    const fault = faults[this.fault];
    for (const other of faults) other.classList.remove("here");
    fault.classList.add("here");
    fault.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    announce(fault.title);
  }

  async #save() {
    if (this.found.kind === "page") {
      const { html } = await this.engine.ask({ about: "page", ...this.question });
      return save(html, "text/html", this.name || "report", "html");
    }
    const style = await (await fetch("marking.css")).text() + await (await fetch("style.css")).text();
    const page = made("html", { lang: language() }, made("head", {}, made("meta", { charset: "utf-8" }), made("title", {}, this.name || "chainrule"), made("style", {}, style)),
      made("body", {}, made("main", {}, made("div", { id: "report" }, [...this.report.children].map((child) => child.cloneNode(true))))));
    for (const button of page.querySelectorAll(".actions")) button.remove();
    return save(`<!DOCTYPE html>\n${page.outerHTML}`, "text/html", this.name || "report", "html");
  }
}
