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
      element("stopped").textContent = phrase("stops after epoch {epoch}: {reason}", { epoch: history.length - 1, reason: error.message });
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
    make("text", { x: RIGHT, y: BOTTOM + 13, class: "end" }, curve).textContent = phrase("epoch {epoch}", { epoch: losses.length - 1 });
    make("text", { x: LEFT, y: BOTTOM + 13 }, curve).textContent = "0";
  };
  const at = (k) => {
    wanted = history[k];
    state = compute(wanted);
    const [x, y] = place(k);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
    note.textContent = equation(nodes[data.output].name, shown(losses[k], 8));
    slider.value = k;
    element("epochs").textContent = `${k} / ${losses.length - 1}`;
  };
  const toEpoch = (k) => { at(k); fill(); show(); };
  slider.addEventListener("input", () => toEpoch(Number(slider.value)));
  element("training").hidden = false;
  train();
  retrain = () => { train(); at(0); };
  toEpoch(0);
}
