// What of the page's text is cut off or beyond the screen: at the sides always, above and below where the page does not
// scroll. And which parts of the page overlap.
() => {
  const said = [], still = getComputedStyle(document.body).height === `${innerHeight}px`;
  const scrolls = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, owner = text.parentElement;
    if (!text.textContent.trim() || owner.closest("script, noscript, select, .unseen, .skip, svg")) continue;
    if (!owner.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    let around = owner, pane = null;
    for (; around; around = around.parentElement) if (scrolls(around)) { pane = around; break; }
    for (const box of range.getClientRects()) {
      const frame = pane ? pane.getBoundingClientRect() : { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
      const out = box.left < frame.left - 0.5 || box.right > frame.right + 0.5;
      const beyond = !pane && still && (box.top < -0.5 || box.bottom > innerHeight + 0.5);
      const own = owner.getBoundingClientRect();
      const outside = ["BUTTON", "LABEL", "OUTPUT"].includes(owner.tagName)
        && (box.left < own.left - 0.5 || box.right > own.right + 0.5 || box.top < own.top - 2 || box.bottom > own.bottom + 2);
      if (out || beyond || outside) said.push(text.textContent);
    }
  }
  for (const pane of document.querySelectorAll(".panels, #detail, #told, .controls, .below, .keys, #chain, #inputs")) {
    if (pane.checkVisibility() && pane.scrollWidth > pane.clientWidth) said.push(`${pane.id || pane.className} scrolls sideways`);
  }
  if (document.documentElement.scrollWidth > innerWidth) said.push("the page scrolls sideways");
  if (still && document.documentElement.scrollHeight > innerHeight) said.push("the page scrolls");
  const parts = [...document.querySelectorAll("h1, .controls > *, #told, .scroller, .legend, .tools, .keys, .panels > section, .input > *")]
    .filter((part) => part.checkVisibility());
  const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  parts.forEach((one, i) => parts.slice(i + 1).forEach((other) => {
    const apart = !one.contains(other) && !other.contains(one);
    const scrolled = (part) => part.closest(".panels") !== null;  // what its pane hides lies behind the rest
    const met = () => [...one.getClientRects()].some((a) => [...other.getClientRects()].some((b) => meet(a, b)));
    if (apart && scrolled(one) === scrolled(other) && met())
      said.push(`${one.id || one.className} overlaps ${other.id || other.className}`);
  }));
  return said;
}
