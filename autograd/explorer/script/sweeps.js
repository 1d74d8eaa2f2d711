// --- forward and backward -----------------------------------------------------------------------------------------------

// What is carried on of what arrived: of nothing, nothing, were the other number undefined.
const times = (arrived, factor) => (arrived === 0 || factor === 0 ? 0 : arrived * factor);

function compute(inputs) {
  const values = new Array(nodes.length), partials = new Array(nodes.length), adjoints = new Array(nodes.length).fill(0);
  nodes.forEach((node, i) => {
    if (!node.operands) { values[i] = inputs[i]; return; }
    const operands = operandsOf(node, values);
    const untouched = operands.every((x, k) => !("node" in node.operands[k]) || alike(x, nodes[node.operands[k].node].value));
    if (node.frozen && !untouched) throw new Error(phrase("{name} can only be computed in Python: its inputs stay as they are", { name: node.name }));
    values[i] = node.frozen ? node.value : RULES[node.forward](...operands);
    const isUndefined = Number.isNaN(values[i]) && !operands.some(Number.isNaN);  // it has no slope then
    partials[i] = node.frozen ? node.recorded : isUndefined ? operands.map(() => NaN) : RULES[node.partials](values[i], ...operands);
  });
  const counts = inEffect(values);
  nodes.forEach((node, i) => {
    if (counts[i] && !Number.isFinite(values[i])) throw new Error(undefinedAt(node, operandsOf(node, values), values[i]));
  });
  adjoints[data.output] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!nodes[i].operands || adjoints[i] === 0) continue;
    nodes[i].operands.forEach((o, k) => {
      if (!("node" in o)) return;
      if (!Number.isFinite(partials[i][k])) throw new Error(phrase("the derivative of {what}", { what: undefinedAt(nodes[i], operandsOf(nodes[i], values), Infinity) }));
      adjoints[o.node] += times(adjoints[i], partials[i][k]);
    });
  }
  return { values, partials, adjoints };
}
const operandsOf = (node, values) => node.operands.map((o) => ("node" in o ? values[o.node] : o.constant));

// The nodes on whose numbers the output hangs: of a choice, not the arm that is not chosen.
function inEffect(values) {
  const counts = new Array(nodes.length).fill(false);
  counts[data.output] = true;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!counts[i] || !nodes[i].operands) continue;
    const [condition] = operandsOf(nodes[i], values);
    const chosen = Number.isNaN(condition) ? 0 : condition ? 1 : 2;
    nodes[i].operands.forEach((o, k) => { if ("node" in o && (!nodes[i].chooses || k === 0 || k === chosen)) counts[o.node] = true; });
  }
  return counts;
}

function undefinedAt(node, operands, value) {
  const at = node.operands.map((o, k) => ("node" in o ? `${nodes[o.node].name} = ${shown(operands[k])}` : "")).filter(Boolean);
  const fields = { formula: node.formula, where: at.join(phrase(", ")) };
  return phrase(Math.abs(value) === Infinity ? "{formula} is not finite at {where}" : "{formula} is undefined at {where}", fields);
}

// A rule that does not give here what it gave in Python is only Python's: it branches in a way that was not seen.
const same = (x, y) => Number.isFinite(x) === Number.isFinite(y) && !(Math.abs(x - y) > 1e-9 * Math.max(1, Math.abs(x), Math.abs(y)));
const alike = (x, y) => x === y || (Number.isNaN(x) && Number.isNaN(y));
nodes.forEach((node) => {
  if (!node.operands || node.frozen) return;
  const operands = operandsOf(node, nodes.map((operand) => operand.value));
  try {
    const partials = RULES[node.partials](node.value, ...operands), isUndefined = !Number.isFinite(node.value);
    const sameRule = isUndefined || partials.every((x, k) => same(x, node.recorded[k]));
    node.frozen = !(sameRule && same(RULES[node.forward](...operands), node.value));
  } catch {
    node.frozen = true;
  }
});

// `wanted` is what the fields say, `state` what was last computed: the same, unless that has no result.
let start = nodes.map((node) => node.value), wanted = start;
let state = compute(wanted);
const message = (i) => times(state.adjoints[edges[i].child], partial(i));
const partial = (i) => state.partials[edges[i].child][edges[i].position];
