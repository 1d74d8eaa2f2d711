// The service worker (service.js): started, brought up to date, and what it does for the page.

const registering = "serviceWorker" in navigator ? navigator.serviceWorker.register("service.js").catch(() => null) : null;

function controlled() {
  if (navigator.serviceWorker.controller) return Promise.resolve();
  return new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}

// Resolves when files come through the service worker, or soon, where there is none: the page works without it.
export async function started() {
  const registration = await registering;
  if (!registration) return;
  if (registration.waiting && navigator.serviceWorker.controller) {
    // A newer version has arrived since the last visit: the page begins again with it.
    const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    registration.waiting.postMessage("take over");
    await changed;
    location.reload();
    await new Promise(() => {});
  }
  await Promise.race([controlled(), new Promise((done) => setTimeout(done, 3000))]);
}

// Everything is kept that was not needed yet.
export const keepAll = () => navigator.serviceWorker?.controller?.postMessage("keep all");

export const canMake = () => Boolean(navigator.serviceWorker?.controller);

let made = 0;
// An address of this page's own for something made here.
export async function madeAddress(text, ending, type) {
  const address = new URL(`made/${Date.now()}-${++made}.${ending}`, document.baseURI).href;
  await (await caches.open("made")).put(address, new Response(text, { headers: { "Content-Type": type } }));
  return address;
}
