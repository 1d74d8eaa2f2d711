// --- the steps ----------------------------------------------------------------------------------------------------------

const steps = [
  ...nodes.map((node, i) => ({ forward: i })),
  ...data.backward.map((step) => ("sum" in step ? { sum: step.sum } : { message: step.message })),
];
let current = steps.length - 1;

function withNumbers(i) {
  const node = nodes[i];
  if (!node.operands) return equation(node.name, shown(state.values[i]));
  return equation(node.formula, filled(node), shown(state.values[i]));
}

// The formula with numbers: the places for operands filled, in parentheses where a place needs what holds together.
function filled(node) {
  const operand = (o) => ("node" in o ? state.values[o.node] : o.constant);
  return node.written.map((piece) => {
    if (typeof piece === "string") return piece;
    const x = operand(node.operands[piece.operand]);
    return binding(x) < piece.binding ? `(${shown(x)})` : shown(x);
  }).join("");
}
// How tightly a written number holds together, as `notation.Written.number` has it: -2 like a sum, 2e-9 like a product.
const SUM = 1, PRODUCT = 2, ATOM = 4;
const binding = (x) => (x < 0 ? SUM : Number.isFinite(x) && shown(x).includes("e") ? PRODUCT : ATOM);

// Sides that say the same are one, and an empty one is none.
const equation = (...sides) => sides.filter(Boolean).filter((side, k, all) => k === 0 || side !== all[k - 1]).join(" = ");
const derivative = (i) => `∂${nodes[data.output].name}/∂${nodes[i].name}`;

function tell(step) {
  if ("forward" in step) return withNumbers(step.forward);
  if ("message" in step) {
    const edge = edges[step.message];
    const received = factor(state.adjoints[edge.child]), local = factor(partial(step.message));
    return `${nodes[edge.child].name} → ${nodes[edge.parent].name}: ${received} × ${local} = ${shown(message(step.message))}`;
  }
  const arrived = children[step.sum].map((i) => factor(message(i)));
  const name = nodes[step.sum].name, total = shown(state.adjoints[step.sum]);
  if (step.sum === data.output) return phrase("{name} receives {total}: the sweep starts here", { name, total });
  return phrase("{name} receives {total}", { name, total: arrived.length > 1 ? `${arrived.join(" + ")} = ${total}` : total });
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
      : symbol(`∂${nodes[child].name}/∂${nodes[i].name}`);
    return child === output ? [local] : [symbol(derivative(child)), local];
  });
  const numbers = into.map((e) => edges[e].child === output
    ? [numeral(partial(e))]
    : [numeral(state.adjoints[edges[e].child]), numeral(partial(e))]);
  const total = shown(into.reduce((sum, e) => sum + message(e), 0));
  const open = into.length < children[i].length;
  if (!open) return equation(derivative(i), sumOf(symbols), sumOf(numbers), total);
  return phrase("{equation} ({total} so far)", { equation: equation(derivative(i), `${sumOf(symbols)} + …`, `${sumOf(numbers)} + …`), total });
}
