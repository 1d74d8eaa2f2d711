// --- the picture of this step as a file ------------------------------------------------------------------------------------

// What a style says is written on each element: such a file looks the same in every program.
const LOOKS = {
  rect: ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "rx"],
  path: ["fill", "stroke", "stroke-width", "opacity"],
  polygon: ["fill", "opacity"],
  text: ["fill", "font-size", "font-weight", "text-anchor"],
};
const HALO = ["stroke", "stroke-width", "stroke-linejoin"];
const KEPT = ["x", "y", "width", "height", "d", "points", "transform", "textLength", "lengthAdjust"];

function copied(original, parent) {
  const style = getComputedStyle(original), unseen = style.display === "none" || style.visibility === "hidden";
  if (unseen || original.matches(".reach") || (original.tagName === "text" && !original.textContent)) return;
  const kept = (names) => names.filter((name) => original.hasAttribute(name)).map((name) => [name, original.getAttribute(name)]);
  const looks = (names) => names.map((name) => [name, style.getPropertyValue(name)]);
  const attributes = Object.fromEntries([...kept(KEPT), ...looks(LOOKS[original.tagName] ?? [])]);
  // Not every program knows paint-order: what is behind the letters is an element of its own.
  if (original.tagName === "text" && style.stroke !== "none") {
    make("text", { ...attributes, ...Object.fromEntries(looks(HALO)), fill: style.stroke }, parent).textContent = original.textContent;
  }
  const made = make(original.tagName, attributes, parent);
  if (original.tagName === "text") made.textContent = original.textContent;
  for (const child of original.children) copied(child, made);
}

function drawing() {
  const [x, y, width, height] = graph.getAttribute("viewBox").split(" ").map(Number);
  const svg = make("svg", { width, height, viewBox: [x, y, width, height].join(" "), "font-family": getComputedStyle(document.body).fontFamily });
  make("title", {}, svg).textContent = tell(steps[current]);
  make("desc", {}, svg).textContent = phrase("{title}, step {step} of {count}", { title: document.title, step: current + 1, count: steps.length });
  make("rect", { x, y, width, height, fill: getComputedStyle(document.body).backgroundColor }, svg);
  for (const child of graph.children) copied(child, svg);
  return { width, height, text: new XMLSerializer().serializeToString(svg) };
}

// Letters, digits and hyphens, nothing that means something to a file system.
const words = (text) => [...text.replace(/[^\p{L}\p{N}]+/gu, "-")].slice(0, 40).join("").replace(/^-+|-+$/g, "");
function nameOfStep() {
  const step = steps[current], name = (i) => nodes[i].name;
  const what = "forward" in step ? name(step.forward)
    : "sum" in step ? `gradient of ${name(step.sum)}`
    : `${name(edges[step.message].child)} to ${name(edges[step.message].parent)}`;
  const epoch = data.training ? `epoch ${element("epoch").value}` : "";
  const place = String(current + 1).padStart(String(steps.length).length, "0");
  return [name(data.output), epoch, "step", place, what].map(words).filter(Boolean).join("-");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  announce(phrase("saved {name}", { name }));
}
const pictured = () => new Blob([drawing().text], { type: "image/svg+xml" });
const read = (blob) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.readAsDataURL(blob);
});
// At least 2,400 pixels wide, which fills a projector, and no larger than every browser can draw.
const WIDE = 2400, MOST = 8000;
async function savePng() {
  const name = nameOfStep(), { width, height } = drawing(), picture = new Image(), canvas = document.createElement("canvas");
  picture.src = await read(pictured());
  await picture.decode();
  const scale = Math.min(Math.max(2, WIDE / width), MOST / width, MOST / height);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}
element("svg").addEventListener("click", () => save(pictured(), `${nameOfStep()}.svg`));
element("png").addEventListener("click", () => savePng().catch(() => announce(phrase("this browser draws no PNG; SVG can be saved"))));
