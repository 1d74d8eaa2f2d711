// --- its size -------------------------------------------------------------------------------------------------------------

// A picture that would be too small to read as a whole is scrolled through instead, and so is one made larger. Scales
// are in letters of the page; in a presentation, where one sits further away, in parts of a screen's height, too.
const ENOUGH = 1.2, LETTER = 14;
const pane = graph.parentElement;
let chosenScale = 0;  // none: the whole picture, or as much of it as is comfortable
const presenting = () => document.body.classList.contains("presenting");
function limits() {
  const letter = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const smallest = 0.55 * letter, comfortable = 0.75 * letter;
  if (!presenting()) return { smallest, comfortable, enough: ENOUGH * letter, largest: 1.6 * letter };
  const screen = Math.min(innerHeight, 0.75 * innerWidth) / LETTER;
  return {
    smallest: Math.max(smallest, 0.012 * screen), comfortable: Math.max(comfortable, 0.02 * screen),
    enough: Infinity, largest: Infinity,
  };
}
function room() {
  const share = Number(getComputedStyle(pane).getPropertyValue("--share"));
  return { width: pane.offsetWidth, height: share === 1 ? pane.offsetHeight : share * innerHeight };
}
const whole = (of, { width, height }) => Math.min(width / (of.width + 2 * MARGIN), height / (of.height + 2 * MARGIN));
// The layout that is larger in this room; where both are large enough, the first: from left to right, as one reads.
function best(within, enough) {
  const size = (of) => Math.min(whole(of, within), enough);
  return data.layouts.reduce((one, other) => (size(other) > size(one) ? other : one));
}
function scales() {
  const { smallest, comfortable, largest } = limits(), fitting = Math.min(whole(layout, room()), largest);
  return { smallest, fitting, scale: chosenScale || (fitting < smallest ? comfortable : fitting) };
}
let onPaper = false;
function fit() {
  if (onPaper) return false;
  const better = best(room(), limits().enough), moved = better !== layout;
  if (moved) place(better);
  const { fitting, scale } = scales();
  graph.classList.toggle("large", scale > fitting);
  graph.style.width = Math.floor((layout.width + 2 * MARGIN) * scale) + "px";
  graph.style.height = Math.floor((layout.height + 2 * MARGIN) * scale) + "px";
  return moved;
}
function magnify(by) {
  const { smallest, fitting, scale } = scales();
  chosenScale = by ? Math.min(Math.max(scale * by, 0.1), 12) : fitting < smallest ? fitting : 0;
  fit();
}
fit();
[["smaller", 0.8], ["fit", 0], ["larger", 1.25]].forEach(([id, by]) => element(id).addEventListener("click", () => magnify(by)));
