// Elements made of text: whatever comes from outside is put in here, and as text only.

export const element = (id) => document.getElementById(id);

// made("p", { class: "note" }, "text", made("b", {}, "bold")): strings become text, never markup.
export function made(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return node;
}

// What a markup may hold to be copied into the page: elements and attributes that show something and do nothing.
const HTML = {
  tags: new Set("section div p ol ul li h1 h2 span mark i b sub sup table tbody tr td".split(" ")),
  attributes: new Set("class title data-left data-right data-verdict data-line".split(" ")),
};
const SVG = {
  tags: new Set("svg g path polygon polyline ellipse rect text title".split(" ")),
  attributes: new Set(("id class width height viewBox transform fill stroke stroke-width stroke-dasharray fill-opacity points d x y cx cy rx ry " +
    "text-anchor font-family font-size font-weight font-style textLength lengthAdjust").split(" ")),
};

// Copies of the elements in a text of markup; the copy is made of listed elements and attributes, and of text.
function copied(node, allowed, namespace) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || !allowed.tags.has(node.localName)) return "";
  const copy = namespace ? document.createElementNS(namespace, node.localName) : document.createElement(node.localName);
  for (const { name, value } of node.attributes) if (allowed.attributes.has(name)) copy.setAttribute(name, value);
  copy.append(...[...node.childNodes].map((child) => copied(child, allowed, namespace)));
  return copy;
}

export function fromHtml(text, selector) {
  const found = new DOMParser().parseFromString(text, "text/html").querySelector(selector);
  return found ? copied(found, HTML) : "";
}
export function fromSvg(text) {
  const found = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return copied(found, SVG, "http://www.w3.org/2000/svg");
}

let said;
// For who does not see the page; and twice the same is said twice.
export function announce(text) {
  element("announced").textContent = "";
  clearTimeout(said);
  said = setTimeout(() => { element("announced").textContent = text; }, 50);
}
