// Writes the vendored files of the portal and of the browser tests, and the list of their hashes.
// Called by tools/assets/build, which installs what this imports.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const modules = join(here, "node_modules");
const uswds = join(modules, "@uswds/uswds");
const out = join(root, "src/wardline/hub/portal/static/portal");
const tests = join(root, "tests/browser/axe");

const release = (major) => major << 16;
// What hospitals run: Chromium 109 is the last for Windows Server 2012, Firefox 115 for Windows 7.
const targets = { chrome: release(109), firefox: release(115), safari: release(16) };

function stylesheet() {
  const made = sass.compile(join(here, "uswds.scss"), {
    loadPaths: [join(uswds, "packages")],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  return transform({ filename: "uswds.css", code: Buffer.from(made.css), minify: true, targets }).code;
}

function pictures(css) {
  const named = new Set(String(css).match(/url\(img\/[^)]+\)/g).map((text) => text.slice(4, -1)));
  for (const name of named) copy(join(uswds, "dist", name), join(out, name));
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function manifest() {
  const vendored = [join(out, "uswds.css"), join(out, "htmx.min.js"), ...files(join(out, "img")), ...files(tests)];
  const hashes = vendored.sort().map((path) => [
    relative(root, path),
    createHash("sha256").update(readFileSync(path)).digest("hex"),
  ]);
  return JSON.stringify(Object.fromEntries(hashes), null, 1) + "\n";
}

rmSync(join(out, "img"), { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const css = stylesheet();
writeFileSync(join(out, "uswds.css"), css);
pictures(css);
copy(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
copy(join(modules, "axe-core/axe.min.js"), join(tests, "axe.min.js"));
copy(join(modules, "axe-core/LICENSE"), join(tests, "LICENSE"));
writeFileSync(join(here, "manifest.json"), manifest());
