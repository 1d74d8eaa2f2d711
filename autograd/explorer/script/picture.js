// --- the picture --------------------------------------------------------------------------------------------------------

function make(kind, attributes, parent) {
  const made = document.createElementNS(SVG, kind);
  set(made, attributes);
  if (parent) parent.append(made);
  return made;
}
function set(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
}

const graph = element("graph");
const drawnEdges = edges.map((edge, i) => {
  const group = make("g", { class: "edge", tabindex: 0, role: "img", id: "edge" + i }, graph);
  const reach = make("path", { class: "reach" }, group), line = make("path", { class: "line" }, group);
  return { group, line, reach, tip: make("polygon", {}, group), text: make("text", {}, group) };
});
const drawnNodes = nodes.map((node, i) => {
  const kind = (node.operands ? "" : " leaf") + (i === data.output ? " output" : "");
  const group = make("g", { class: "node" + kind, tabindex: 0, role: "button", id: "node" + i }, graph);
  const ring = make("rect", { class: "ring" }, group), box = make("rect", { class: "box" }, group);
  const [formula, number, adjoint] = ["formula", "number", "adjoint"].map((name) => make("text", { class: name }, group));
  formula.textContent = node.formula.length > 34 ? `${node.formula.slice(0, 32)} …` : node.formula;
  return { group, ring, box, formula, number, adjoint };
});
// What runs back along an edge. It stays on the edge, close to the node it adds to, while its step is shown.
const messenger = make("g", { id: "messenger", visibility: "hidden" }, graph);
const pill = make("rect", { y: -13, height: 26 }, messenger), carried = make("text", { y: 5 }, messenger);
const ARRIVED = 0.35;
let flight = 0;

const MARGIN = 8;
let layout = null;
// Everything where this layout has it.
function place(chosen) {
  layout = chosen;
  set(graph, { viewBox: [-MARGIN, -MARGIN, layout.width + 2 * MARGIN, layout.height + 2 * MARGIN].join(" ") });
  drawnEdges.forEach(({ line, reach, tip, text }, i) => {
    const route = layout.routes[i];
    set(line, { d: route.path });
    set(reach, { d: route.path });
    const length = line.getTotalLength(), end = line.getPointAtLength(length), before = line.getPointAtLength(Math.max(length - 9, 0));
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    const corner = (a, r) => `${end.x - r * Math.cos(angle + a)},${end.y - r * Math.sin(angle + a)}`;
    set(tip, { points: `${end.x},${end.y} ${corner(0.4, 10)} ${corner(-0.4, 10)}` });
    set(text, { x: route.x, y: route.y, class: route.beside ? "beside" : "" });
  });
  drawnNodes.forEach(({ ring, box, formula, number, adjoint }, i) => {
    const { x, y, width, height } = layout.boxes[i], left = x - width / 2, top = y - height / 2;
    set(box, { x: left, y: top, width, height });
    set(ring, { x: left - 5, y: top - 5, width: width + 10, height: height + 10 });
    [formula, number, adjoint].forEach((text, k) => set(text, { x, y: top + 23 + 20 * k }));
  });
  press(drawnNodes.flatMap(({ formula, adjoint }, i) => [[formula, i], [adjoint, i]]));
}
// Texts that are wider than their nodes: pressed together rather than cut off. All are measured before one is changed.
function press(texts) {
  texts.forEach(([text]) => text.removeAttribute("textLength"));
  const widths = texts.map(([text]) => text.getComputedTextLength());
  texts.forEach(([text, i], k) => {
    const room = layout.boxes[i].width - 12;
    if (widths[k] > room) set(text, { textLength: room, lengthAdjust: "spacingAndGlyphs" });
  });
}

function deliver(i, animate) {
  cancelAnimationFrame(flight);
  const line = drawnEdges[i].line, length = line.getTotalLength(), began = performance.now();
  const time = animate ? Math.min(Number(element("speed").value) * 0.7, 900) : 0;
  carried.textContent = shown(message(i));
  const width = 20 + 8.4 * carried.textContent.length;
  const middle = layout.routes[i].beside ? -width / 2 - 3 : 0;  // the edge's number is on the other side
  set(pill, { width, x: middle - width / 2 });
  set(carried, { x: middle });
  set(messenger, { visibility: "visible" });
  const move = (now) => {
    const t = time ? Math.min(Math.max(now - began, 0) / time, 1) : 1, at = line.getPointAtLength(length * (1 - t * (1 - ARRIVED)));
    set(messenger, { transform: `translate(${at.x} ${at.y})` });
    if (t < 1) flight = requestAnimationFrame(move);
  };
  move(began);
}

// In a training, an edge whose partial is a weight says which: that is where the network has it.
const weights = new Set(data.training ? data.training.parameters.map((i) => nodes[i].name) : []);
const onEdge = (i) => (weights.has(edges[i].partial) ? equation(edges[i].partial, shown(partial(i), 4)) : shown(partial(i)));
