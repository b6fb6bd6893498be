// Builds dist/: support-chat.js, a classic script that any page can hold, and the parts that are
// loaded when the chat opens, under widget/, their content's hash in their names.
// Fails where launcher and panel together outgrow their budget.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BUDGET = 30_000;
const MONTH_MS = 30 * 24 * 3600 * 1000;
const root = dirname(fileURLToPath(import.meta.url));
const made = join(root, "dist.new");
const dist = join(root, "dist");

// The minifier leaves templates as they are: styles lose their comments and spaces here, and what is
// left of indentation in the templates of HTML goes after it.
const smallTemplates = {
  name: "small-templates",
  transform(code, id) {
    if (!id.endsWith("-styles.ts")) return null;
    return code.replace(/`[^`]*`/g, (css) =>
      css
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/\s+/g, " ")
        .replace(/ ?([{};,>]) ?/g, "$1")
        .replace(/: /g, ":")
        .replaceAll(";}", "}"),
    );
  },
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === "chunk") part.code = part.code.replace(/\n {2,}/g, " ");
    }
  },
};

const common = {
  root,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  plugins: [smallTemplates],
};

// Each on its own, so that opening the chat fetches one file.
async function buildPart(name, path) {
  const { output } = await build({
    ...common,
    build: {
      outDir: join(made, "widget"),
      emptyOutDir: false,
      target: "es2021",
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { [name]: join(root, path) },
        preserveEntrySignatures: "strict",
        output: { entryFileNames: "[name]-[hash].js" },
      },
    },
  });
  return output[0].fileName;
}

async function buildLauncher(panel) {
  await build({
    ...common,
    define: { __PANEL__: JSON.stringify(`/widget/${panel}`) },
    build: {
      outDir: made,
      emptyOutDir: false,
      target: "es2021",
      reportCompressedSize: false,
      rollupOptions: {
        input: join(root, "src/launcher/index.ts"),
        output: { format: "iife", entryFileNames: "support-chat.js" },
      },
    },
  });
}

async function buildPage(app) {
  const page = await readFile(join(root, "app.html"), "utf8");
  await writeFile(join(made, "app.html"), page.replace("{{script}}", `/widget/${app}`));
}

async function weigh(names) {
  const rows = [];
  for (const name of names) {
    const content = await readFile(join(made, name));
    rows.push({ name, bytes: content.length, gzipped: gzipSync(content, { level: 9 }).length });
  }
  return rows;
}

function show(title, rows) {
  const total = rows.reduce((sum, row) => sum + row.gzipped, 0);
  console.log(title);
  for (const row of rows) {
    console.log(
      `  ${row.name.padEnd(34)}${String(row.bytes).padStart(8)}${String(row.gzipped).padStart(8)} gz`,
    );
  }
  console.log(`  ${"together".padEnd(42)}${String(total).padStart(8)} gz of ${BUDGET}`);
  return total;
}

await rm(made, { recursive: true, force: true });
await mkdir(made);
const panel = await buildPart("panel", "src/panel/index.ts");
const app = await buildPart("app", "src/app/index.ts");
await buildLauncher(panel);
await buildPage(app);

const site = show(
  "On the site: the launcher at once, the panel on first opening",
  await weigh(["support-chat.js", `widget/${panel}`]),
);
show("In the app", await weigh([`widget/${app}`]));
if (site > BUDGET) {
  console.error(`The widget has ${site} bytes gzipped; ${BUDGET} is the most.`);
  process.exit(1);
}

// Served all the while: what is new goes beside the old parts, which stay a month for pages that hold
// the launcher from before.
await mkdir(join(dist, "widget"), { recursive: true });
for (const name of await readdir(join(dist, "widget"))) {
  const path = join(dist, "widget", name);
  if (Date.now() - (await stat(path)).mtimeMs > MONTH_MS) await rm(path);
}
for (const name of await readdir(join(made, "widget"))) {
  await rename(join(made, "widget", name), join(dist, "widget", name));
}
for (const name of ["app.html", "support-chat.js"])
  await rename(join(made, name), join(dist, name));
await rm(made, { recursive: true });
