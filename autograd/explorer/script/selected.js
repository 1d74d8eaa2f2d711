// --- what is selected: a node, an edge, or the paths between two nodes -----------------------------------------------------

let chosen = [], hovered = null;

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
      tangent.set(child, (tangent.get(child) || 0) + times(tangent.get(i), partial(e)));
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

function written(route) {
  const names = [edges[route[0]].parent, ...route.map((e) => edges[e].child)].map((i) => nodes[i].name);
  const product = route.reduce((product, e) => times(product, partial(e)), 1);
  return `${names.join(" → ")}: ${route.map((e) => factor(partial(e))).join("·")} = ${shown(product)}`;
}

function linesOf(from, to) {
  const found = between(from, to), first = nodes[from].name, last = nodes[to].name;
  const counted = phrase(found.count === 1n ? "1 path from {first} to {last}" : "{count} paths from {first} to {last}", { count: found.count, first, last });
  const lines = [counted, ...found.paths.map(written)];
  if (found.count > BigInt(MOST_PATHS)) lines.push(phrase("… and {count} more", { count: found.count - BigInt(MOST_PATHS) }));
  if (found.count > 0n) lines.push(phrase("sum = {equation}", { equation: `∂${last}/∂${first} = ${shown(found.sum)}` }));
  return [lines, found];
}

function detail() {
  let lines = [], lit = null;
  if (hovered && "edge" in hovered) {
    const edge = edges[hovered.edge], symbol = `∂${nodes[edge.child].name}/∂${nodes[edge.parent].name}`;
    lines = [equation(symbol, edge.partial, shown(partial(hovered.edge))), phrase("message {message}", { message: tell({ message: hovered.edge }) })];
    lit = { nodes: new Set([edge.parent, edge.child]), edges: new Set([hovered.edge]) };
  } else if (chosen.length === 2) {
    const [one, other] = [Math.min(...chosen), Math.max(...chosen)];
    [lines, lit] = linesOf(one, other);
  } else if (hovered || chosen.length) {
    const i = hovered ? hovered.node : chosen[0];
    lines = [withNumbers(i), equation(derivative(i), shown(state.adjoints[i]))];
    if (i !== data.output) { const [more, found] = linesOf(i, data.output); lines.push(...more); lit = found; }
    if (nodes[i].frozen) lines.push(phrase("computed in Python only: the inputs below it stay as they are"));
  }
  element("detail").classList.toggle("empty", !lines.length);
  const written = element("detail").querySelector(".lines");
  if (lines.join("\n") !== [...written.children].map((line) => line.textContent).join("\n")) {  // what is the same is not said again
    written.replaceChildren(...lines.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
  }
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
// Where there is nothing to hover with: a tap on an edge says as much, and one beside everything takes it back.
drawnEdges.forEach((drawn, i) => drawn.group.addEventListener("click", () => hover({ edge: i })));
graph.addEventListener("click", (event) => { if (event.target === graph) { chosen = []; hover(null); } });
