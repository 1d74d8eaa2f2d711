// --- on paper: everything computed, in the layout that is larger there --------------------------------------------------------

// What is left of a page of A4 for the picture, in pixels of CSS.
const PAPER = { width: 700, height: 680 };
let beforePaper = 0;
addEventListener("beforeprint", () => {
  beforePaper = current;
  play(false);
  present(false);
  onPaper = true;
  place(best(PAPER, Infinity));
  go(steps.length - 1, false);
});
addEventListener("afterprint", () => {
  onPaper = false;
  fit();
  go(beforePaper, false);
});
