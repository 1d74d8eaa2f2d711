// --- forward and backward -----------------------------------------------------------------------------------------------

function compute(inputs) {
  const values = new Array(nodes.length), partials = new Array(nodes.length), adjoints = new Array(nodes.length).fill(0);
  nodes.forEach((node, i) => {
    if (!node.operands) { values[i] = inputs[i]; return; }
    const operands = node.operands.map((o) => ("node" in o ? values[o.node] : o.constant));
    const untouched = operands.every((x, k) => !("node" in node.operands[k]) || x === nodes[node.operands[k].node].value);
    if (node.frozen && !untouched) throw new Error(`${node.name} can only be computed in Python: its inputs stay as they are`);
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
  const at = node.operands.map((o, k) => ("node" in o ? `${nodes[o.node].name} = ${shown(operands[k])}` : "")).filter(Boolean);
  const where = at.join(", ");
  return Math.abs(value) === Infinity ? `${node.formula} is not finite at ${where}` : `${node.formula} is undefined at ${where}`;
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
