// A checked text as elements: its lines, each number in them marked in colour and in shape, and the sentence at the line.

import { made } from "./elements.js";
import { say, verdictInWords } from "./language.js";

export const CLASSES = { right: "right", rounding: "rounding", "too coarse": "coarse", wrong: "wrong", follows: "follows", "not understood": "unread" };
const SIGNS = { right: "✓", rounding: "≈", "too coarse": "~", wrong: "✗", follows: "↳", "not understood": "?" };
export const isFault = (verdict) => verdict === "wrong" || verdict === "follows";

// A number, marked. Its verdict is the audit's word, in every language; what is read aloud behind it is not.
export function mark(number, text) {
  const marked = made("mark", {
    class: CLASSES[number.verdict] ?? "unread", "data-verdict": number.verdict, "data-line": number.line,
    title: [verdictInWords(number.verdict), number.exact, number.sentence].filter(Boolean).join(": "),
  }, text || number.printed);
  return number.verdict === "right" ? [marked] : [marked, made("span", { class: "unseen" }, ` (${verdictInWords(number.verdict)}) `)];
}

export function note(number) {
  const right = number.exact && number.verdict !== "right" ? ` → ${number.exact}` : "";
  const sentence = number.sentence || verdictInWords(number.verdict);
  return made("p", { class: `note ${CLASSES[number.verdict] ?? "unread"}` }, `${SIGNS[number.verdict] ?? "?"} ${number.printed}${right}: ${sentence}`);
}

// The text of a page as it was written.
export function lines({ lines: all, numbers }) {
  return made("ol", { class: "lines" }, all.map((line) => {
    if ("left_out" in line) return made("li", { class: "gap" }, say("leftOut", { count: line.left_out }));
    const pieces = line.pieces.map((piece) => (typeof piece === "string" ? piece : mark(numbers[piece.number], piece.text))).flat();
    const told = line.pieces.filter((piece) => typeof piece !== "string").map((piece) => numbers[piece.number])
      .filter((number) => isFault(number.verdict) || number.sentence);
    return made("li", told.length ? { class: "told" } : {}, made("span", { class: "line" }, String(line.line)),
      made("div", {}, made("div", { class: "text" }, pieces), told.map(note)));
  }));
}

// A homework sheet: one row for each claim.
export function table({ numbers }) {
  const row = (number) => made("tr", {},
    made("th", { scope: "row" }, number.quantity),
    made("td", {}, mark(number)), made("td", {}, number.exact),
    made("td", { class: `note ${CLASSES[number.verdict]}` }, number.verdict === "right" ? "" : number.sentence || verdictInWords(number.verdict)));
  const head = ["quantity", "printed", "exact", "reason"].map((name) => made("th", { scope: "col" }, say(name)));
  return made("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": say("quantity") },
    made("table", { class: "claims" }, made("thead", {}, made("tr", {}, head)), made("tbody", {}, numbers.map(row))));
}

// All numbers at a glance, in the order of the page: a stroke each; of many, a stroke for as many as have one verdict.
const MOST_STROKES = 240;
export function strip({ numbers, counts }) {
  const strokes = numbers.length <= MOST_STROKES
    ? numbers.map(({ verdict }) => [verdict, 1])
    : Object.entries(counts);
  return made("div", { class: "strip", "aria-hidden": "true" }, strokes.map(([verdict, count]) => {
    const stroke = made("i", { class: CLASSES[verdict] ?? "unread" });
    stroke.style.flexGrow = count;
    return stroke;
  }));
}

export function counted({ counts }) {
  return made("ul", { class: "legend" }, Object.entries(counts).map(([verdict, count]) =>
    made("li", {}, made("b", {}, String(count)), " ", made("span", { class: `swatch ${CLASSES[verdict] ?? "unread"}`, "aria-hidden": "true" }, SIGNS[verdict] ?? "?"), " ", verdictInWords(verdict))));
}

export function headline({ counts }) {
  const of = (...verdicts) => verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0);
  const faults = of("wrong", "follows"), seen = of("right", "rounding", "too coarse") + faults;
  if (!seen) return say("headlineNothing");
  if (faults) return say("headlineWrong", { count: faults });
  return say(of("right") === seen ? "headlineRight" : "headlineFine", { count: seen });
}
