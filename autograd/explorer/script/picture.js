// --- the picture --------------------------------------------------------------------------------------------------------

function make(kind, attributes, parent) {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (parent) parent.append(made);
  return made;
}

const graph = element("graph");
graph.setAttribute("viewBox", `-8 -8 ${data.width + 16} ${data.height + 16}`);
// A picture that would be too small to read as a whole is scrolled through instead, and so is one made larger.
const SMALLEST_SCALE = 0.55, COMFORTABLE_SCALE = 0.75, LARGEST_SCALE = 1.6;
let chosenScale = 0;  // none: the whole picture, or as much of it as is comfortable
function scales() {
  const whole = Math.min(graph.parentElement.clientWidth / data.width, (0.78 * innerHeight) / data.height, LARGEST_SCALE);
  return { whole, scale: chosenScale || (whole < SMALLEST_SCALE ? COMFORTABLE_SCALE : whole) };
}
function fit() {
  const { whole, scale } = scales(), large = scale > whole;
  graph.classList.toggle("large", large);
  graph.style.width = large || chosenScale ? data.width * scale + "px" : "";
  graph.style.maxWidth = large ? "none" : data.width * LARGEST_SCALE + "px";
}
function magnify(by) {
  const { whole, scale } = scales();
  chosenScale = by ? Math.min(Math.max(scale * by, 0.1), 6) : whole < SMALLEST_SCALE ? whole : 0;
  fit();
}
fit();
addEventListener("resize", fit);
[["smaller", 0.8], ["fit", 0], ["larger", 1.25]].forEach(([id, by]) => element(id).addEventListener("click", () => magnify(by)));

const drawnEdges = edges.map((edge, i) => {
  const group = make("g", { class: "edge", tabindex: 0, role: "img", id: "edge" + i }, graph);
  const reach = make("path", { class: "reach", d: edge.route.path }, group), line = make("path", { class: "line", d: edge.route.path }, group);
  const length = line.getTotalLength(), tip = line.getPointAtLength(length), before = line.getPointAtLength(Math.max(length - 9, 0));
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (a, r) => `${tip.x - r * Math.cos(angle + a)},${tip.y - r * Math.sin(angle + a)}`;
  make("polygon", { points: `${tip.x},${tip.y} ${corner(0.4, 10)} ${corner(-0.4, 10)}` }, group);
  const text = make("text", { x: edge.route.x, y: edge.route.y, class: edge.route.beside ? "beside" : "" }, group);
  return { group, line, text, reach };
});
const drawnNodes = nodes.map((node, i) => {
  const kind = (node.operands ? "" : " leaf") + (i === data.output ? " output" : "");
  const group = make("g", { class: "node" + kind, tabindex: 0, role: "button", id: "node" + i }, graph);
  const { x, y, width, height } = node.box;
  make("rect", { x: x - width / 2, y: y - height / 2, width, height }, group);
  const lines = ["formula", "number", "adjoint"].map((name, k) => make("text", { class: name, x, y: y - height / 2 + 23 + 20 * k }, group));
  lines[0].textContent = node.formula.length > 34 ? `${node.formula.slice(0, 32)} …` : node.formula;
  if (lines[0].getComputedTextLength() > width - 12) {  // wide letters: pressed together rather than cut off
    lines[0].setAttribute("textLength", width - 12);
    lines[0].setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
  return { group, formula: lines[0], number: lines[1], adjoint: lines[2] };
});
// What runs back along an edge. It stays on the edge, close to the node it adds to, while its step is shown.
const messenger = make("g", { id: "messenger", visibility: "hidden" }, graph);
const pill = make("rect", { y: -13, height: 26 }, messenger), carried = make("text", { y: 5 }, messenger);
const ARRIVED = 0.25;
let flight = 0;

function deliver(i, animate) {
  cancelAnimationFrame(flight);
  const line = drawnEdges[i].line, length = line.getTotalLength(), began = performance.now();
  const time = animate ? Math.min(Number(element("speed").value) * 0.7, 900) : 0;
  carried.textContent = shown(message(i));
  const width = 20 + 8.4 * carried.textContent.length;
  pill.setAttribute("width", width);
  pill.setAttribute("x", -width / 2);
  messenger.setAttribute("visibility", "visible");
  const move = (now) => {
    const t = time ? Math.min(Math.max(now - began, 0) / time, 1) : 1, at = line.getPointAtLength(length * (1 - t * (1 - ARRIVED)));
    messenger.setAttribute("transform", `translate(${at.x} ${at.y})`);
    if (t < 1) flight = requestAnimationFrame(move);
  };
  move(began);
}

// In a training, an edge whose partial is a weight says which: that is where the network has it.
const weights = new Set(data.training ? data.training.parameters.map((i) => nodes[i].name) : []);
const onEdge = (i) => (weights.has(edges[i].partial) ? equation(edges[i].partial, shown(partial(i), 4)) : shown(partial(i)));
