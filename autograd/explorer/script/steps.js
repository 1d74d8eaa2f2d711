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
