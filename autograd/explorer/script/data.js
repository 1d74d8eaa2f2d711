"use strict";
// RULES, the operations of this graph as functions, stands before this line: it is made from the table of operations.
const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes, edges = data.edges;
nodes.forEach((node) => {  // JSON has no NaN
  node.value ??= NaN;
  node.recorded = node.recorded?.map((x) => x ?? NaN);
});
// A sentence in the page's language, with what stands in it by name. Without a translation it is English.
const phrase = (sentence, fields = {}) => (data.phrases?.[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const element = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
// For each node its edges on both sides; those towards the output in the order in which their messages arrive.
const children = nodes.map(() => []), parents = nodes.map(() => []);
edges.forEach((edge, i) => parents[edge.child].push(i));
data.backward.forEach((step) => { if ("message" in step) children[edges[step.message].parent].push(step.message); });
const leaves = nodes.map((node, i) => i).filter((i) => !nodes[i].operands);
const MOST_PATHS = 12;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
