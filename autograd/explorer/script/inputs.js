// --- inputs ---------------------------------------------------------------------------------------------------------------

const fields = new Map();
let retrain = () => {};  // a training begins anew where its inputs are changed

function update() {
  try {
    leaves.forEach((i) => { if (!Number.isFinite(wanted[i])) throw new Error(phrase("{name} needs a number", { name: nodes[i].name })); });
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
