// --- controls ---------------------------------------------------------------------------------------------------------------

function step(to) {
  play(false);
  blacken(false);
  go(to);
}
element("slider").max = steps.length - 1;
element("slider").addEventListener("input", () => step(Number(element("slider").value)));
element("first").addEventListener("click", () => step(0));
element("back").addEventListener("click", () => step(current - 1));
element("next").addEventListener("click", () => step(current + 1));
element("last").addEventListener("click", () => step(steps.length - 1));
element("play").addEventListener("click", () => play(!timer));
element("skip").addEventListener("click", () => element("detail").focus());
element("speed").addEventListener("change", () => { if (timer) play(true); });

const MOVES = { ArrowRight: () => current + 1, ArrowLeft: () => current - 1, Home: () => 0, End: () => steps.length - 1 };
// What the buttons of a clicker send.
const CLICKS = { PageDown: MOVES.ArrowRight, PageUp: MOVES.ArrowLeft };
const ZOOMS = { "+": 1.25, "-": 0.8, 0: 0 };
function leave() {
  if (black()) blacken(false);
  else if (chosen.length || hovered) { chosen = []; hovered = null; detail(); }
  else if (presenting()) present(false);
}
document.addEventListener("keydown", (event) => {
  const { target, key } = event, typing = ["INPUT", "SELECT"].includes(target.tagName) && target.id !== "slider";
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[key] ?? (presenting() ? CLICKS[key] : undefined);
  if (move) { event.preventDefault(); step(move()); }
  else if (key === " " && target.tagName !== "BUTTON" && !event.defaultPrevented) { event.preventDefault(); play(!timer); }
  else if (key in ZOOMS) magnify(ZOOMS[key]);
  else if (key === "Escape") leave();
  else if (key.toLowerCase() === "p") present(!presenting());
  else if (key.toLowerCase() === "f") fillScreen();
  else if (presenting() && (key.toLowerCase() === "b" || key === ".")) blacken(!black());
});
current = 0;
show();
// The pane's size changes with the window's, and where letters turn out otherwise than expected.
new ResizeObserver(() => { if (fit() || graph.classList.contains("large")) show(); }).observe(pane);
