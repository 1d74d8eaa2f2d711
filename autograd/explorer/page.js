"use strict";
// RULES, the operations of this graph as functions, stands before this line: it is made from the table of operations.
const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes, edges = data.edges;
const element = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
// For each node its edges on both sides; those towards the output in the order in which their messages arrive.
const children = nodes.map(() => []), parents = nodes.map(() => []);
edges.forEach((edge, i) => parents[edge.child].push(i));
data.backward.forEach((step) => { if ("message" in step) children[edges[step.message].parent].push(step.message); });
const leaves = nodes.map((node, i) => i).filter((i) => !nodes[i].operands);
const MOST_PATHS = 12;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

// --- numbers as on paper: six significant digits, whole numbers whole ---------------------------------------------------

function shown(x, digits = 6) {
  if (!Number.isFinite(x)) return String(x);
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x === 0 ? 0 : x);
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return stripped(mantissa) + "e" + exponent;
  return stripped(x.toFixed(Math.max(digits - 1 - exponent, 0)));
}
const stripped = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const factor = (x) => (x < 0 ? "(" + shown(x) + ")" : shown(x));

// --- forward and backward -----------------------------------------------------------------------------------------------

function compute(inputs) {
  const values = new Array(nodes.length), partials = new Array(nodes.length), adjoints = new Array(nodes.length).fill(0);
  nodes.forEach((node, i) => {
    if (!node.operands) { values[i] = inputs[i]; return; }
    const operands = node.operands.map((o) => ("node" in o ? values[o.node] : o.constant));
    const untouched = operands.every((x, k) => !("node" in node.operands[k]) || x === nodes[node.operands[k].node].value);
    if (node.frozen && !untouched) throw new Error(node.name + " can only be computed in Python: its inputs stay as they are");
    values[i] = node.frozen ? node.value : RULES[node.forward](...operands);
    partials[i] = node.frozen ? node.recorded : RULES[node.partials](values[i], ...operands);
    if (!Number.isFinite(values[i]) || !partials[i].every(Number.isFinite)) throw new Error(undefinedAt(node, operands, values[i]));
  });
  adjoints[data.output] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!nodes[i].operands || adjoints[i] === 0) continue;
    nodes[i].operands.forEach((o, k) => { if ("node" in o) adjoints[o.node] += adjoints[i] * partials[i][k]; });
  }
  return { values, partials, adjoints };
}

function undefinedAt(node, operands, value) {
  const at = node.operands.map((o, k) => ("node" in o ? nodes[o.node].name + " = " + shown(operands[k]) : "")).filter(Boolean);
  return node.formula + (Math.abs(value) === Infinity ? " is not finite" : " is undefined") + " at " + at.join(", ");
}

// A rule that does not give here what it gave in Python is only Python's: it branches in a way that was not seen.
const same = (x, y) => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y));
nodes.forEach((node) => {
  if (!node.operands || node.frozen) return;
  const operands = node.operands.map((o) => ("node" in o ? nodes[o.node].value : o.constant));
  try {
    const partials = RULES[node.partials](node.value, ...operands);
    node.frozen = !(same(RULES[node.forward](...operands), node.value) && partials.every((x, k) => same(x, node.recorded[k])));
  } catch {
    node.frozen = true;
  }
});

// `wanted` is what the fields say, `state` what was last computed: the same, unless that has no result.
let start = nodes.map((node) => node.value), wanted = start;
let state = compute(wanted);
const message = (i) => state.adjoints[edges[i].child] * partial(i);
const partial = (i) => state.partials[edges[i].child][edges[i].position];

// --- the steps ----------------------------------------------------------------------------------------------------------

const steps = [
  ...nodes.map((node, i) => ({ forward: i })),
  ...data.backward.map((step) => ("sum" in step ? { sum: step.sum } : { message: step.message })),
];
let current = steps.length - 1;

function withNumbers(i) {
  const node = nodes[i];
  if (!node.operands) return node.name + " = " + shown(state.values[i]);
  const operand = (o) => ("node" in o ? state.values[o.node] : o.constant);
  // A mark stands for an operand, and says how tightly what is put there has to hold together.
  const text = node.written.replace(/[\ue000-\ue0ff]/g, (mark) => {
    const code = mark.charCodeAt(0) - 0xe000, x = operand(node.operands[code % 40]), number = shown(x);
    const binding = x < 0 ? 1 : number.includes("e") ? 2 : 4;
    return binding < Math.floor(code / 40) ? "(" + number + ")" : number;
  });
  const parts = [node.formula, text, shown(state.values[i])].filter(Boolean);
  return parts.filter((part, k) => k === 0 || part !== parts[k - 1]).join(" = ");
}

const derivative = (i) => "∂" + nodes[data.output].name + "/∂" + nodes[i].name;

function tell(step) {
  if ("forward" in step) return withNumbers(step.forward);
  if ("message" in step) {
    const edge = edges[step.message];
    return nodes[edge.child].name + " → " + nodes[edge.parent].name + ": " + factor(state.adjoints[edge.child]) + " × " +
      factor(partial(step.message)) + " = " + shown(message(step.message));
  }
  const arrived = children[step.sum].map((i) => factor(message(i)));
  const total = shown(state.adjoints[step.sum]);
  const sum = arrived.length > 1 ? arrived.join(" + ") + " = " + total : total;
  return nodes[step.sum].name + " receives " + sum + (step.sum === data.output ? ": the sweep starts here" : "");
}

// Dots between factors, plus signs between products; a factor all alone needs no parentheses.
const sumOf = (products) => products.length === 1 && products[0].length === 1
  ? products[0][0].plain
  : products.map((factors) => factors.map((f) => f.tight).join("·")).join(" + ");
const symbol = (text) => ({ plain: text, tight: text });
const numeral = (x) => ({ plain: shown(x), tight: factor(x) });

function chainRule(i, seen) {
  const into = children[i].filter((e) => seen.has(e)), output = data.output;
  if (!into.length) return "";
  const symbols = into.map((e) => {
    const child = edges[e].child, parallel = into.filter((other) => edges[other].child === child).length > 1;
    const local = child === output || parallel
      ? { plain: edges[e].partial, tight: edges[e].factor }
      : symbol("∂" + nodes[child].name + "/∂" + nodes[i].name);
    return child === output ? [local] : [symbol(derivative(child)), local];
  });
  const numbers = into.map((e) => edges[e].child === output
    ? [numeral(partial(e))]
    : [numeral(state.adjoints[edges[e].child]), numeral(partial(e))]);
  const total = shown(into.reduce((sum, e) => sum + message(e), 0));
  const open = into.length < children[i].length;
  const sums = [sumOf(symbols), sumOf(numbers)].map((sum) => sum + (open ? " + …" : ""));
  const parts = [derivative(i), ...sums, ...(open ? [] : [total])];
  return parts.filter((part, k) => k === 0 || part !== parts[k - 1]).join(" = ") + (open ? " (" + total + " so far)" : "");
}

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
  lines[0].textContent = node.formula.length > 34 ? node.formula.slice(0, 32) + " …" : node.formula;
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
const onEdge = (i) => (weights.has(edges[i].partial) ? edges[i].partial + " = " + shown(partial(i), 4) : shown(partial(i)));

// --- showing a step -----------------------------------------------------------------------------------------------------

function show(animate = false) {
  const done = steps.slice(0, current + 1), step = steps[current];
  const computed = new Set(done.filter((s) => "forward" in s).map((s) => s.forward));
  const arrived = new Set(done.filter((s) => "message" in s).map((s) => s.message));
  const summed = new Set(done.filter((s) => "sum" in s).map((s) => s.sum));
  drawnNodes.forEach((drawn, i) => {
    drawn.number.textContent = computed.has(i) ? shown(state.values[i]) : "";
    const partly = children[i].some((e) => arrived.has(e));
    const sum = children[i].filter((e) => arrived.has(e)).reduce((total, e) => total + message(e), 0);
    drawn.adjoint.textContent = summed.has(i) ? derivative(i) + " = " + shown(state.adjoints[i]) : partly ? shown(sum) + " so far" : "";
    if (drawn.adjoint.textContent.length > 26) drawn.adjoint.textContent = drawn.adjoint.textContent.replace(derivative(i), "gradient");
    const now = step.forward === i || step.sum === i;
    drawn.group.classList.toggle("now", now);
    drawn.group.classList.toggle("backward", now && !("forward" in step));
    drawn.group.setAttribute("aria-label", nodes[i].formula + (computed.has(i) ? ", value " + shown(state.values[i]) : "") + (summed.has(i) ? ", gradient " + shown(state.adjoints[i]) : ""));
  });
  drawnEdges.forEach((drawn, i) => {
    drawn.text.textContent = computed.has(edges[i].child) ? onEdge(i) : "";
    drawn.group.classList.toggle("now", step.message === i);
    drawn.group.setAttribute("aria-label", "edge " + nodes[edges[i].parent].name + " to " + nodes[edges[i].child].name + ", local partial " + shown(partial(i)));
  });
  element("told").textContent = tell(step);
  element("slider").value = current;
  element("slider").setAttribute("aria-valuetext", tell(step));
  element("count").textContent = (current + 1) + " / " + steps.length + ("forward" in step ? " forward" : " backward");
  const rules = leaves.map((i) => chainRule(i, arrived)).filter(Boolean);
  if (!rules.length) rules.push("grows with every message on the way back");
  element("chain").replaceChildren(...rules.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
  if (graph.classList.contains("large")) {
    const at = "message" in step ? edges[step.message].child : "forward" in step ? step.forward : step.sum;
    const box = drawnNodes[at].group.getBoundingClientRect(), pane = graph.parentElement, frame = pane.getBoundingClientRect();
    pane.scrollBy(box.x + box.width / 2 - frame.x - frame.width / 2, box.y + box.height / 2 - frame.y - frame.height / 2);
  }
  if ("message" in step) deliver(step.message, animate && !STILL.matches);
  else { cancelAnimationFrame(flight); messenger.setAttribute("visibility", "hidden"); }
  detail();
}

function go(to, animate = true) {
  const on = to === current + 1;
  current = Math.max(0, Math.min(steps.length - 1, to));
  show(animate && on);
}

let timer = 0;
function play(on) {
  clearInterval(timer);
  timer = 0;
  if (on) {
    if (current === steps.length - 1) go(0, false);
    timer = setInterval(() => { if (current === steps.length - 1) play(false); else go(current + 1); }, Number(element("speed").value));
  }
  element("play").textContent = on ? "❚❚ pause" : "▶ play";
  element("play").setAttribute("aria-label", on ? "pause" : "play");
}

// --- what is selected: a node, an edge, or the paths between two nodes -----------------------------------------------------

let chosen = [], hovered = null;
const HINTS = ["Hover or focus a node for its paths to the output, an edge for its local partial.", "Click two nodes for the paths between them."];

function below(target) {  // the nodes from which a path leads to the target
  const found = new Set([target]);
  for (let i = target; i >= 0; i--) if (found.has(i)) parents[i].forEach((e) => found.add(edges[e].parent));
  return found;
}

function between(from, to) {
  const reach = below(to), on = new Set([from]), used = [], count = new Map([[from, 1n]]), tangent = new Map([[from, 1]]);
  for (let i = from; i <= to; i++) {
    if (!on.has(i)) continue;
    children[i].forEach((e) => {
      const child = edges[e].child;
      if (i === to || !reach.has(child)) return;
      on.add(child);
      used.push(e);
      count.set(child, (count.get(child) || 0n) + count.get(i));
      tangent.set(child, (tangent.get(child) || 0) + tangent.get(i) * partial(e));
    });
  }
  const paths = [];
  const walk = (i, route) => {
    if (paths.length >= MOST_PATHS) return;
    if (i === to) { paths.push(route); return; }
    children[i].forEach((e) => { if (reach.has(edges[e].child)) walk(edges[e].child, [...route, e]); });
  };
  if (count.get(to)) walk(from, []);
  return { nodes: on, edges: new Set(used), count: count.get(to) || 0n, sum: tangent.get(to) || 0, paths };
}

const written = (route) => [edges[route[0]].parent, ...route.map((e) => edges[e].child)].map((i) => nodes[i].name).join(" → ") + ": " +
  route.map((e) => factor(partial(e))).join("·") + " = " + shown(route.reduce((product, e) => product * partial(e), 1));

function linesOf(from, to) {
  const found = between(from, to), many = found.count === 1n ? " path" : " paths";
  const lines = [found.count + many + " from " + nodes[from].name + " to " + nodes[to].name, ...found.paths.map(written)];
  if (found.count > BigInt(MOST_PATHS)) lines.push("… and " + (found.count - BigInt(MOST_PATHS)) + " more");
  if (found.count > 0n) lines.push("sum = ∂" + nodes[to].name + "/∂" + nodes[from].name + " = " + shown(found.sum));
  return [lines, found];
}

function detail() {
  let lines = [], lit = null;
  if (hovered && "edge" in hovered) {
    const edge = edges[hovered.edge], symbol = "∂" + nodes[edge.child].name + "/∂" + nodes[edge.parent].name;
    const value = shown(partial(hovered.edge));
    lines = [symbol + " = " + (edge.partial === value ? "" : edge.partial + " = ") + value, "message " + tell({ message: hovered.edge })];
    lit = { nodes: new Set([edge.parent, edge.child]), edges: new Set([hovered.edge]) };
  } else if (chosen.length === 2) {
    const [one, other] = [Math.min(...chosen), Math.max(...chosen)];
    [lines, lit] = linesOf(one, other);
  } else if (hovered || chosen.length) {
    const i = hovered ? hovered.node : chosen[0];
    lines = [withNumbers(i), derivative(i) + " = " + shown(state.adjoints[i])];
    if (i !== data.output) { const [more, found] = linesOf(i, data.output); lines.push(...more); lit = found; }
    if (nodes[i].frozen) lines.push("computed in Python only: the inputs below it stay as they are");
  }
  element("detail").classList.toggle("empty", !lines.length);
  element("detail").querySelector("div").replaceChildren(...(lines.length ? lines : HINTS).map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }));
  graph.classList.toggle("lit", Boolean(lit));
  drawnNodes.forEach((drawn, i) => {
    drawn.group.classList.toggle("on", Boolean(lit && lit.nodes.has(i)));
    drawn.group.classList.toggle("chosen", chosen.includes(i));
    drawn.group.setAttribute("aria-pressed", chosen.includes(i));
  });
  drawnEdges.forEach((drawn, i) => drawn.group.classList.toggle("on", Boolean(lit && lit.edges.has(i))));
}

const hover = (what) => { hovered = what; detail(); };
function choose(i) {
  chosen = chosen.includes(i) ? chosen.filter((j) => j !== i) : [...chosen.slice(-1), i];
  detail();
}
drawnNodes.forEach((drawn, i) => {
  drawn.group.addEventListener("pointerenter", () => hover({ node: i }));
  drawn.group.addEventListener("pointerleave", () => hover(null));
  drawn.group.addEventListener("focus", () => hover({ node: i }));
  drawn.group.addEventListener("blur", () => hover(null));
  drawn.group.addEventListener("click", () => { hovered = null; choose(i); });
  drawn.group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    hovered = null;
    choose(i);
  });
});
drawnEdges.forEach((drawn, i) => {
  drawn.group.addEventListener("pointerenter", () => hover({ edge: i }));
  drawn.group.addEventListener("pointerleave", () => hover(null));
  drawn.group.addEventListener("focus", () => hover({ edge: i }));
  drawn.group.addEventListener("blur", () => hover(null));
});

// --- inputs ---------------------------------------------------------------------------------------------------------------

const fields = new Map();
let retrain = () => {};  // a training begins anew where its inputs are changed

function update() {
  try {
    leaves.forEach((i) => { if (!Number.isFinite(wanted[i])) throw new Error(nodes[i].name + " needs a number"); });
    state = compute(wanted);
    element("problem").textContent = "";
    retrain();
  } catch (error) {
    element("problem").textContent = error.message;
  }
  fields.forEach(({ field }, i) => field.setAttribute("aria-invalid", !Number.isFinite(wanted[i])));
  show();
}
function change(i, x) {
  wanted = wanted.map((y, j) => (j === i ? x : y));
  update();
}
// A slider reaches to twice the number on both sides, and further once a number further out is typed.
function reach(slider, x) {
  const most = Math.min(2 * Math.abs(x) + 1, Number.MAX_VALUE);
  if (!(Math.abs(x) <= Number(slider.max))) { slider.min = -most; slider.max = most; }
  slider.value = x;
}
const fill = () => fields.forEach(({ field, slider }, i) => { field.value = Number(wanted[i].toPrecision(7)); reach(slider, wanted[i]); });
leaves.forEach((i) => {
  const row = document.createElement("div"), label = document.createElement("label"), field = document.createElement("input"), slider = document.createElement("input");
  row.className = "input";
  label.textContent = nodes[i].name;
  label.htmlFor = field.id = "input" + i;
  field.type = "number";
  field.step = "any";
  slider.type = "range";
  slider.step = "any";
  slider.max = -1;
  slider.setAttribute("aria-label", nodes[i].name);
  field.addEventListener("input", () => {
    const x = field.value === "" ? NaN : Number(field.value);
    if (Number.isFinite(x)) reach(slider, x);
    change(i, x);
  });
  slider.addEventListener("input", () => { const x = Number(Number(slider.value).toPrecision(3)); field.value = x; change(i, x); });
  row.append(label, field, slider);
  element("inputs").append(row);
  fields.set(i, { field, slider });
});
fill();
element("reset").addEventListener("click", () => {
  wanted = start;
  fill();
  update();
});

// --- training: gradient descent, computed here -----------------------------------------------------------------------------

if (data.training) {
  const { parameters, rate, epochs } = data.training;
  const curve = element("curve"), slider = element("epoch"), LEFT = 8, RIGHT = 312, TOP = 20, BOTTOM = 112;
  let history = [], losses = [];
  const train = () => {
    let point = wanted;
    history = [];
    losses = [];
    element("stopped").textContent = "";
    try {
      for (let epoch = 0; epoch <= epochs; epoch++) {
        const computed = compute(point);
        history.push(point);
        losses.push(computed.values[data.output]);
        point = point.map((x, i) => (parameters.includes(i) ? x - rate * computed.adjoints[i] : x));
      }
    } catch (error) {
      element("stopped").textContent = "stops after epoch " + (history.length - 1) + ": " + error.message;
    }
    slider.max = history.length - 1;
    draw();
  };
  // The height is the loss, from 0 or the lowest below it to the highest.
  const place = (k) => {
    const low = Math.min(0, ...losses), span = Math.max(...losses) - low || 1, last = Math.max(losses.length - 1, 1);
    return [LEFT + ((RIGHT - LEFT) * k) / last, BOTTOM - (BOTTOM - TOP) * ((losses[k] - low) / span)];
  };
  let dot, note;
  const draw = () => {
    curve.replaceChildren();
    make("line", { x1: LEFT, x2: RIGHT, y1: BOTTOM, y2: BOTTOM }, curve);
    make("polyline", { points: losses.map((_, k) => place(k).join(",")).join(" ") }, curve);
    dot = make("circle", { r: 4 }, curve);
    note = make("text", { x: RIGHT, y: 12, class: "end" }, curve);
    make("text", { x: LEFT, y: 12 }, curve).textContent = shown(Math.max(...losses), 4);
    make("text", { x: RIGHT, y: BOTTOM + 13, class: "end" }, curve).textContent = "epoch " + (losses.length - 1);
    make("text", { x: LEFT, y: BOTTOM + 13 }, curve).textContent = "0";
  };
  const at = (k) => {
    wanted = history[k];
    state = compute(wanted);
    const [x, y] = place(k);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
    note.textContent = nodes[data.output].name + " = " + shown(losses[k], 8);
    slider.value = k;
    element("epochs").textContent = k + " / " + (losses.length - 1);
  };
  const toEpoch = (k) => { at(k); fill(); show(); };
  slider.addEventListener("input", () => toEpoch(Number(slider.value)));
  element("training").hidden = false;
  train();
  retrain = () => { train(); at(0); };
  toEpoch(0);
}

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
