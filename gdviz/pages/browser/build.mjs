// Build ../bundle: a script, what loads it, and a style sheet, the same bytes everywhere, and the licences of what is in them.
// Another folder may be named: `node build.mjs FOLDER`.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "bundle"));

// What current browsers are: DecompressionStream came to the last of them in May 2023.
const target = ["chrome110", "firefox113", "safari16.4"];
const shared = { bundle: true, minify: true, target, charset: "utf8", legalComments: "none", absWorkingDir: here };
const script = await build({
  ...shared,
  entryPoints: ["src/main.js"],
  outfile: join(out, "gdviz.js"),
  format: "iife",
  metafile: true,
});
await build({ ...shared, entryPoints: ["src/loader.js"], outfile: join(out, "loader.js"), format: "iife" });
await build({ ...shared, entryPoints: ["src/styles.css"], outfile: join(out, "gdviz.css") });

/** @param {string} input a file in a package */
function packageOf(input) {
  const [, path] = /(node_modules\/(?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input) ?? [];
  return path;
}

const inside = Object.keys(script.metafile.inputs).map(packageOf).filter((path) => path !== undefined);
const texts = [];
for (const path of [...new Set(inside)].sort()) {
  const about = JSON.parse(await readFile(join(here, path, "package.json"), "utf8"));
  const names = (await readdir(join(here, path))).filter((name) => /^licen[cs]e/i.test(name)).sort();
  // Who gives a work to the public asks for no words of his own to go with it.
  const isFree = !names.length && about.license === "Unlicense";
  if (!names.length && !isFree) throw new Error(`${about.name} has no licence`);
  const licence = isFree
    ? "Released into the public domain by its authors: https://unlicense.org"
    : await readFile(join(here, path, names[0]), "utf8");
  texts.push(`${about.name} ${about.version} (${about.license})\n\n${licence.trim()}\n`);
}
await mkdir(out, { recursive: true });
await writeFile(join(out, "LICENSES.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
const size = Object.values(script.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`${relative(process.cwd(), out) || "."}: ${size} bytes of script`);
