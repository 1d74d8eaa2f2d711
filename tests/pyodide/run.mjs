// Run a Python program in Pyodide: node run.mjs PYODIDE WHEEL PROGRAM [FOLDER=PLACE …]
//
// The wheel is unpacked where packages are; each folder of this machine is found at its place.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, wheel, program, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
const pyodide = await loadPyodide({ env: { HOME: "/home/pyodide", TESTS: process.env.TESTS ?? "" } });
const packages = pyodide.runPython("import site; site.getsitepackages()[0]");
pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir: packages });
for (const folder of folders) {
  const [from, to] = folder.split("=");
  pyodide.FS.mkdirTree(to);
  pyodide.mountNodeFS(to, from);
}
try {
  process.exitCode = (await pyodide.runPythonAsync(readFileSync(program, "utf8"))) ?? 0;
} catch (error) {
  console.error(error.message); // without the megabyte of JavaScript that Node would show with it
  process.exitCode = 1;
}
