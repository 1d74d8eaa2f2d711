// The page without a network: everything it is made of is kept, under the name of its version, at the first visit.
//
// Besides, what the page makes itself gets an address of its own here (made/…): a picture to be drawn on a canvas, the
// page to step through a computation. So no address but the page's own is ever needed.

const BUILD = "%%BUILD%%";
const FILES = %%FILES%%;
// What is there before the page says anything; all else is kept when it is asked for the first time, and then the rest.
const FIRST = FILES.filter((name) => !name.startsWith("pyodide/") && !name.startsWith("graphviz/") && !name.endsWith(".whl"));
const MADE = "made";
// The same as in the page, for the thread in which Python runs, and for this one.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const SANDBOX = "sandbox allow-scripts allow-downloads allow-modals";

const kept = () => caches.open(BUILD);
const address = (name) => new URL(name, self.registration.scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(kept().then((cache) => cache.addAll(FIRST.map((name) => new Request(address(name), { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== BUILD && name.startsWith("chainrule ")) await caches.delete(name);
    await caches.delete(MADE);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  else if (event.data === "keep all") event.waitUntil(keepAll());
});

async function keepAll() {
  const cache = await kept();
  for (const name of FILES) if (!(await cache.match(address(name)))) await fetched(cache, address(name));
}

async function fetched(cache, url) {
  const response = await fetch(url, { cache: "no-cache" });
  if (response.ok) await cache.put(url, response.clone());
  return response;
}

function withPolicy(response, policy) {
  const headers = new Headers(response.headers);
  headers.set("Content-Security-Policy", policy);
  return new Response(response.body, { status: response.status, headers });
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.hash = url.search = "";
  if (event.request.method !== "GET" || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith((async () => {
    const name = url.href.slice(self.registration.scope.length) || "index.html";
    if (name.startsWith("made/")) {
      const made = await (await caches.open(MADE)).match(url.href);
      if (!made) return new Response("", { status: 404 });
      return name.endsWith(".html") ? withPolicy(made, SANDBOX) : made;
    }
    const cache = await kept(), at = address(name);
    const response = (await cache.match(at)) ?? (FILES.includes(name) ? await fetched(cache, at) : await fetch(event.request));
    return name === "worker.js" ? withPolicy(response, POLICY) : response;
  })());
});
