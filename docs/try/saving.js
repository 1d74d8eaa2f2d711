// Files that are made here: a report, a picture.

import { announce } from "./elements.js";
import { say } from "./language.js";
import { madeAddress } from "./offline.js";

// Letters, digits and hyphens: nothing that means something to a file system.
const plain = (name) => [...name.replace(/[^\p{L}\p{N}]+/gu, "-")].slice(0, 40).join("").replace(/^-+|-+$/g, "") || "chainrule";

export function save(contents, type, name, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(contents instanceof Blob ? contents : new Blob([contents], { type }));
  link.download = `${plain(name)}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  announce(say("saved", { name: link.download }));
}

// At least 2,400 pixels wide, which fills a projector, and no larger than every browser can draw.
const WIDE = 2400, MOST = 8000;

export async function asPng(svg) {
  const picture = new Image();
  picture.src = await madeAddress(svg, "svg", "image/svg+xml");
  await picture.decode();
  const { naturalWidth: width, naturalHeight: height } = picture;
  const scale = Math.min(Math.max(2, WIDE / width), MOST / width, MOST / height);
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
