// Python, in a thread of its own: the page asks, this answers, and where it never does the page ends it.
//
// In:  { id, question }          a question as answers.py has them
// Out: { loaded, size }          how many bytes of what Python needs are here
//      { ready: { version } }    Python can be asked
//      { id, answer }            the answer to a question
//      { failed }                Python could not be loaded, or broke down

import { FILES, WHEELS } from "./version.js";

const NEEDED = ["pyodide/pyodide.asm.mjs", "pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip", ...WHEELS, "answers.py"];
const size = NEEDED.reduce((sum, name) => sum + FILES[name], 0);
let loaded = 0;

// Whatever is fetched here is counted while it arrives.
const plainly = self.fetch.bind(self);
self.fetch = async (...request) => {
  const response = await plainly(...request);
  if (!response.ok || !response.body) return response;
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      postMessage({ loaded: Math.min(loaded, size), size });
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { status: response.status, headers: response.headers });
};

async function bytes(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.arrayBuffer();
}

let graphviz;
function loadGraphviz() {
  graphviz ??= import("./graphviz/viz.js").then((module) => module.instance());
  return graphviz;
}

async function start() {
  const { loadPyodide } = await import("./pyodide/pyodide.mjs");
  const [python, answers, ...wheels] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href }), bytes("answers.py"), ...WHEELS.map(bytes),
  ]);
  for (const wheel of wheels) python.unpackArchive(wheel, "wheel");
  python.FS.writeFile("/home/pyodide/answers.py", new Uint8Array(answers));
  const module = python.pyimport("answers");
  const { version } = JSON.parse(module.answer(JSON.stringify({ about: "about" })));
  postMessage({ ready: { version } });
  // Pictures need Graphviz; a text that is checked does not wait for it.
  loadGraphviz().then((viz) => {
    module.draw_with((source, format) => viz.renderString(source, { format }));
  }).catch(() => { graphviz = undefined; });
  return module;
}

const DRAWN = new Set(["formula", "explore", "picture"]);
const started = start();
started.catch((error) => postMessage({ failed: String(error.message ?? error) }));

self.onmessage = async ({ data: { id, question } }) => {
  const module = await started;
  if (DRAWN.has(question.about)) await loadGraphviz();
  try {
    postMessage({ id, answer: JSON.parse(module.answer(JSON.stringify(question))) });
  } catch (error) {
    // Not what a user did wrong, which is an answer: Python itself is broken now, its stack or its memory at an end.
    postMessage({ id, failed: String(error.message ?? error).split("\n").filter(Boolean).at(-1) });
  }
};
