// --- showing a step -----------------------------------------------------------------------------------------------------

// Text that stays is not written again: a browser would measure all of it anew.
function write(text, content) {
  if (text.textContent === content) return false;
  text.textContent = content;
  return true;
}

function show(animate = false) {
  const done = steps.slice(0, current + 1), step = steps[current];
  const computed = new Set(done.filter((s) => "forward" in s).map((s) => s.forward));
  const arrived = new Set(done.filter((s) => "message" in s).map((s) => s.message));
  const summed = new Set(done.filter((s) => "sum" in s).map((s) => s.sum));
  const longer = [];  // what may have outgrown its box
  drawnNodes.forEach((drawn, i) => {
    write(drawn.number, computed.has(i) ? shown(state.values[i]) : "");
    const partly = children[i].some((e) => arrived.has(e));
    const sum = children[i].filter((e) => arrived.has(e)).reduce((total, e) => total + message(e), 0);
    const gradient = equation(derivative(i), shown(state.adjoints[i]));
    const complete = gradient.length > 26 ? phrase("gradient = {number}", { number: shown(state.adjoints[i]) }) : gradient;
    if (write(drawn.adjoint, summed.has(i) ? complete : partly ? phrase("{number} so far", { number: shown(sum) }) : "")) longer.push([drawn.adjoint, i]);
    const now = step.forward === i || step.sum === i;
    drawn.group.classList.toggle("now", now);
    drawn.group.classList.toggle("backward", now && !("forward" in step));
    drawn.group.setAttribute("aria-label", [
      nodes[i].formula,
      ...(computed.has(i) ? [phrase("value {number}", { number: shown(state.values[i]) })] : []),
      ...(summed.has(i) ? [phrase("gradient {number}", { number: shown(state.adjoints[i]) })] : []),
    ].join(phrase(", ")));
  });
  drawnEdges.forEach((drawn, i) => {
    write(drawn.text, computed.has(edges[i].child) ? onEdge(i) : "");
    drawn.group.classList.toggle("now", step.message === i);
    drawn.group.setAttribute("aria-label", phrase("edge {start} to {end}, local partial {number}", {
      start: nodes[edges[i].parent].name, end: nodes[edges[i].child].name, number: shown(partial(i)),
    }));
  });
  press(longer);
  say(tell(step), phrase("forward" in step ? "forward" : "backward"));
  const rules = leaves.map((i) => chainRule(i, arrived)).filter(Boolean);
  if (!rules.length) rules.push(phrase("grows with every message on the way back"));
  element("chain").replaceChildren(...rules.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
  if (graph.classList.contains("large")) follow(step);
  if ("message" in step) deliver(step.message, animate && !STILL.matches);
  else { cancelAnimationFrame(flight); messenger.setAttribute("visibility", "hidden"); }
  detail();
}

// The step in words: a long one in smaller letters, so that the picture below stays where it is.
function say(text, direction) {
  const told = element("told");
  told.textContent = text;
  told.classList.remove("long");
  told.classList.toggle("long", told.scrollHeight > parseFloat(getComputedStyle(told).minHeight) + 1);
  element("slider").value = current;
  element("slider").setAttribute("aria-valuetext", text);
  element("count").textContent = `${current + 1} / ${steps.length} ${direction}`;
  // The slider and a page that plays would be spoken over by every step.
  if (!timer && document.activeElement !== element("slider")) {
    announce(phrase("step {step} of {count}, {direction}: {text}", { step: current + 1, count: steps.length, direction, text }));
  }
}
const announce = (text) => { element("announced").textContent = text; };

// A picture that is larger than its pane: scrolled to where something happens.
function follow(step) {
  const at = "message" in step ? edges[step.message].child : "forward" in step ? step.forward : step.sum;
  const box = drawnNodes[at].box.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  pane.scrollBy(box.x + box.width / 2 - frame.x - frame.width / 2, box.y + box.height / 2 - frame.y - frame.height / 2);
}

function go(to, animate = true) {
  const on = to === current + 1;
  current = Math.max(0, Math.min(steps.length - 1, to));
  show(animate && on);
}

let timer = 0;
function play(on) {
  clearInterval(timer);
  const stopped = timer && !on;
  timer = 0;
  if (on) {
    if (current === steps.length - 1) go(0, false);
    timer = setInterval(() => { if (current === steps.length - 1) play(false); else go(current + 1); }, Number(element("speed").value));
  }
  element("play").textContent = phrase(on ? "pause" : "play");
  if (stopped) announce(phrase("step {step} of {count}: {text}", { step: current + 1, count: steps.length, text: tell(steps[current]) }));
}
