// --- controls ---------------------------------------------------------------------------------------------------------------

element("slider").max = steps.length - 1;
element("slider").addEventListener("input", () => { play(false); go(Number(element("slider").value)); });
element("first").addEventListener("click", () => { play(false); go(0); });
element("back").addEventListener("click", () => { play(false); go(current - 1); });
element("next").addEventListener("click", () => { play(false); go(current + 1); });
element("last").addEventListener("click", () => { play(false); go(steps.length - 1); });
element("play").addEventListener("click", () => play(!timer));
element("skip").addEventListener("click", () => element("detail").focus());
element("speed").addEventListener("change", () => { if (timer) play(true); });
const ZOOMS = { "+": 1.25, "-": 0.8, 0: 0 };
document.addEventListener("keydown", (event) => {
  const tag = event.target.tagName;
  if (tag === "INPUT" || tag === "SELECT" || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: steps.length - 1 };
  if (event.key in moves) { event.preventDefault(); play(false); go(moves[event.key]); }
  if (event.key === " " && tag !== "BUTTON" && !event.defaultPrevented) { event.preventDefault(); play(!timer); }
  if (event.key in ZOOMS) magnify(ZOOMS[event.key]);
  if (event.key === "Escape") { chosen = []; hovered = null; detail(); }
});
window.addEventListener("beforeprint", () => { play(false); go(steps.length - 1, false); });
current = 0;
show();
