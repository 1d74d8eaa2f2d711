// "A formula": its picture, explanation and paths, inputs that can be changed, and claims judged while they are typed.

import { announce, element, fromSvg, made } from "./elements.js";
import { Stopped } from "./engine.js";
import { choices, FORMULAS } from "./examples.js";
import { language, say, verdictInWords } from "./language.js";
import { CLASSES } from "./marked.js";
import { canMake, madeAddress } from "./offline.js";
import { asPng, save } from "./saving.js";

const PAUSE = 250, LONGEST = 20_000;

export class FormulaTab {
  constructor(engine) {
    this.engine = engine;
    this.written = element("written");
    this.values = {};   // of the inputs, as they were typed; those of names that are gone too, should they come back
    this.claims = {};   // of quantities, as `audit` names them: "b" a gradient, "value:c" a value
    this.asked = 0;
    this.written.addEventListener("input", () => this.soon());
    choices(element("formula-examples"), FORMULAS, (example) => this.show(example));
    element("formula-stop").addEventListener("click", () => engine.stop());
    element("save-svg").addEventListener("click", () => this.#savePicture("svg"));
    element("save-tex").addEventListener("click", () => this.#savePicture("tex"));
    element("save-png").addEventListener("click", () => this.#savePng());
    element("print").addEventListener("click", () => print());
    element("step").addEventListener("click", () => this.#step());
  }

  get contents() { return { formula: this.written.value, inputs: this.#inputs(), claims: this.claims }; }

  // Shows a formula, as an example or a link has it: text and names from outside, so only strings are taken.
  show({ formula, inputs = {}, claims = {} }) {
    const strings = (record) => Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => typeof value === "string"));
    this.written.value = String(formula);
    this.values = strings(inputs);
    this.claims = strings(claims);
    this.names = this.shape = undefined;  // fields and rows are made anew, with these numbers in them
    return this.compute();
  }

  soon() {
    clearTimeout(this.pause);
    element("computed").dataset.state = "edited";
    this.pause = setTimeout(() => this.compute(), PAUSE);
  }

  #inputs() { return Object.fromEntries((this.names ?? []).map((name) => [name, this.values[name] ?? "1"])); }
  get #question() { return { formula: this.written.value, inputs: this.#inputs(), language: language() }; }

  async #ask(question) {
    const shown = setTimeout(() => { element("formula-stop").hidden = false; }, 400);
    try {
      const answer = await this.engine.ask({ ...question, language: language() });
      return answer.refused ? { problem: say(answer.refused, answer) } : answer;
    } catch (error) {
      return { problem: say(error instanceof Stopped ? error.message : "broken") };
    } finally {
      clearTimeout(shown);
      element("formula-stop").hidden = true;
    }
  }

  async compute() {
    clearTimeout(this.pause);
    const asked = ++this.asked, formula = this.written.value;
    const computed = element("computed");
    if (!formula.trim()) return this.#problem("");
    if (formula.length > LONGEST) return this.#problem(say("tooLong", { count: formula.length.toLocaleString(), most: LONGEST.toLocaleString() }));
    computed.dataset.state = "running";
    this.written.rows = Math.min(Math.max(formula.split("\n").length + 1, 4), 16);
    const { names, problem } = await this.#ask({ about: "inputs", formula });
    if (asked !== this.asked) return;
    if (problem) return this.#problem(problem);
    this.#fields(names);
    const found = await this.#ask({ about: "formula", ...this.#question });
    if (asked !== this.asked) return;
    if (found.problem) return this.#problem(found.problem);
    this.found = found;
    element("problem").textContent = "";
    this.#show(found);
    await this.#judge();
    if (asked === this.asked) computed.dataset.state = "done";
  }

  // What is there stays, paler, beside the sentence that says what is the matter.
  #problem(sentence) {
    element("problem").textContent = sentence;
    element("computed").dataset.state = this.found && sentence ? "problem" : "empty";
  }

  #fields(names) {
    if (this.names && names.join() === this.names.join()) return;
    this.names = names;
    element("inputs").replaceChildren(...names.map((name, nth) => made("div", { class: "input" },
      made("label", { for: `input${nth}` }, name),
      made("input", {
        id: `input${nth}`, value: this.values[name] ?? "1", inputmode: "text", autocomplete: "off", spellcheck: "false",
        oninput: (event) => { this.values[name] = event.target.value; this.soon(); },
      }))));
  }

  #show(found) {
    const picture = element("picture");
    if (found.svg) {
      const svg = fromSvg(found.svg);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", say("pictureOf", { name: found.output }));
      picture.replaceChildren(svg);
    } else picture.replaceChildren(made("p", { class: "hint" }, say("tooLargeToDraw")));
    element("explanation").textContent = found.explanation;
    element("paths").replaceChildren(...found.paths.map(({ name, count, paths, more }) => made("details", {},
      made("summary", {}, say("pathsFrom", { name, count }) + (more ? ` (${say("morePaths")})` : "")),
      made("ul", {}, paths.map((path) => made("li", {}, path))))));
    this.#quantities(found);
    element("stepping").hidden = true;
    element("stepping").replaceChildren();
  }

  // One row for each quantity. Rows are kept while the names stay the same, so that typing goes on in them.
  #quantities(found) {
    const shape = JSON.stringify(found.rows.map(({ name }) => name)) + language();
    if (shape !== this.shape) {
      this.shape = shape;
      this.cells = new Map();
      const head = ["quantity", "value", "yourValue", "gradient", "yourGradient"].map((name) => made("th", { scope: "col" }, say(name)));
      const rows = found.rows.map((row) => {
        const formula = made("th", { scope: "row" }), value = made("td"), gradient = made("td");
        const told = made("p", { class: "note" });
        this.cells.set(row.name, { formula, value, gradient, told });
        return [made("tr", {}, formula, value, made("td", {}, row.input ? "" : this.#claim(`value:${row.name}`, say("yourValueOf", row))), gradient, made("td", {}, this.#claim(row.name, say("yourGradientOf", row)))),
          made("tr", { class: "reason" }, made("td", { colspan: "5" }, told))];
      }).flat();
      element("quantities").replaceChildren(made("table", {}, made("thead", {}, made("tr", {}, head)), made("tbody", {}, rows)),
        found.more ? made("p", { class: "hint" }, say("moreRows", { count: found.more })) : "");
    }
    for (const row of found.rows) {
      const { formula, value, gradient } = this.cells.get(row.name);
      formula.textContent = row.formula || row.name;
      value.textContent = row.value;
      gradient.textContent = row.gradient;
    }
  }

  #claim(about, label) {
    return made("input", {
      "data-about": about, "aria-label": label, value: this.claims[about] ?? "", autocomplete: "off", spellcheck: "false",
      oninput: (event) => {
        this.claims[about] = event.target.value;
        clearTimeout(this.judging);
        this.judging = setTimeout(() => this.#judge(), PAUSE);
      },
    });
  }

  async #judge() {
    const asked = this.asked, judged = (this.judged = (this.judged ?? 0) + 1);
    const fields = [...element("quantities").querySelectorAll("input[data-about]")];
    const claims = fields.map((field) => ({ about: field.dataset.about, printed: field.value })).filter(({ printed }) => printed.trim());
    const { verdicts = [], summary = "", problem } = claims.length ? await this.#ask({ about: "claims", ...this.#question, claims }) : {};
    if (asked !== this.asked || judged !== this.judged) return;
    const of = new Map(verdicts.map((verdict) => [verdict.about, verdict]));
    for (const { told } of this.cells.values()) told.replaceChildren();
    for (const field of fields) {
      const verdict = of.get(field.dataset.about);
      field.className = verdict ? CLASSES[verdict.verdict] : "";
      if (verdict) field.dataset.verdict = verdict.verdict;
      else delete field.dataset.verdict;
      field.setAttribute("aria-invalid", String(verdict?.verdict === "wrong" || verdict?.verdict === "follows"));
      if (!verdict) continue;
      const { told } = this.cells.get(field.dataset.about.replace(/^value:/, ""));
      told.append(made("span", { class: CLASSES[verdict.verdict] }, `${verdict.mark} ${field.value}: ${verdict.sentence || verdictInWords(verdict.verdict)}`), made("br"));
    }
    element("claimed").textContent = problem ?? summary;
  }

  async #savePicture(format) {
    const { text, problem } = await this.#ask({ about: "picture", ...this.#question, format });
    if (problem) this.#problem(problem);
    else save(text, format === "svg" ? "image/svg+xml" : "application/x-tex", this.found.output, format);
  }

  async #savePng() {
    if (!canMake()) return this.#problem(say("pngNeeds"));
    const { text, problem } = await this.#ask({ about: "picture", ...this.#question, format: "svg" });
    if (problem) this.#problem(problem);
    else save(await asPng(text), "image/png", this.found.output, "png");
  }

  async #step() {
    if (!canMake()) return this.#problem(say("stepNeeds"));
    const { html, problem } = await this.#ask({ about: "explore", ...this.#question });
    if (problem) return this.#problem(problem);
    const address = await madeAddress(html, "html", "text/html; charset=utf-8");
    const stepping = element("stepping");
    stepping.replaceChildren(
      made("div", { class: "actions" }, made("a", { href: address, target: "_blank", rel: "noopener" }, say("stepAlone")),
        made("button", { onclick: () => { stepping.hidden = true; stepping.replaceChildren(); element("step").focus(); } }, say("close"))),
      made("iframe", { src: address, title: say("step"), allow: "fullscreen" }));
    stepping.hidden = false;
    stepping.scrollIntoView({ block: "nearest" });
    announce(say("step"));
  }
}
