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
    const gradient = equation(derivative(i), shown(state.adjoints[i]));
    const complete = gradient.length > 26 ? `gradient = ${shown(state.adjoints[i])}` : gradient;
    drawn.adjoint.textContent = summed.has(i) ? complete : partly ? `${shown(sum)} so far` : "";
    const now = step.forward === i || step.sum === i;
    drawn.group.classList.toggle("now", now);
    drawn.group.classList.toggle("backward", now && !("forward" in step));
    drawn.group.setAttribute("aria-label", [
      nodes[i].formula,
      ...(computed.has(i) ? [`value ${shown(state.values[i])}`] : []),
      ...(summed.has(i) ? [`gradient ${shown(state.adjoints[i])}`] : []),
    ].join(", "));
  });
  drawnEdges.forEach((drawn, i) => {
    drawn.text.textContent = computed.has(edges[i].child) ? onEdge(i) : "";
    drawn.group.classList.toggle("now", step.message === i);
    drawn.group.setAttribute("aria-label", `edge ${nodes[edges[i].parent].name} to ${nodes[edges[i].child].name}, local partial ${shown(partial(i))}`);
  });
  element("told").textContent = tell(step);
  element("slider").value = current;
  element("slider").setAttribute("aria-valuetext", tell(step));
  element("count").textContent = `${current + 1} / ${steps.length} ${"forward" in step ? "forward" : "backward"}`;
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
  element("play").textContent = on ? "pause" : "play";
  element("play").setAttribute("aria-label", on ? "pause" : "play");
}
