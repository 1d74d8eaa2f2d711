// A link that carries what stands on the page, after its #: browsers keep that part to themselves.

// A longer address is cut by some programs.
const LONGEST = 30000;
// What a link may unfold to: a few characters can hold many megabytes.
const MOST = 4_000_000;

async function through(bytes, stream, most = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) throw new Error("too long");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function fragmentOf(contents) {
  const packed = await through(new TextEncoder().encode(JSON.stringify(contents)), new CompressionStream("deflate-raw"));
  let text = "";
  for (const byte of packed) text += String.fromCharCode(byte);
  const fragment = "#" + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return fragment.length > LONGEST ? null : fragment;
}

// Null if there is none; throws if it is damaged.
export async function contentsOf(fragment) {
  if (fragment.length < 2) return null;
  const text = atob(fragment.slice(1).replace(/-/g, "+").replace(/_/g, "/"));
  const packed = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const unpacked = await through(packed, new DecompressionStream("deflate-raw"), MOST);
  const contents = JSON.parse(new TextDecoder().decode(unpacked));
  if (typeof contents !== "object" || contents === null) throw new Error("no contents");
  return contents;
}
