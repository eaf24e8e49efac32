/** The extension against the real server, by vscode-languageclient, with a stand-in for the module `vscode`. */

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { type Diagnostic, documentChanged, documentOpened, Range, ROOT, seen, textDocument, Uri, vscode } from "./vscode";

const PATIENCE = 120_000;
const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

interface Extension {
  activate(context: unknown): Promise<void>;
  deactivate(): Promise<void>;
}

const python = process.env["PYTHON"] ?? "python3";
const folder = realpathSync(mkdtempSync(join(tmpdir(), "icplicense-")));
const manifest = join(folder, "ads-console.icp.yaml");
const subscriptions: { dispose(): unknown }[] = [];
let extension: Extension;

async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!holds()) {
    assert.ok(Date.now() < end, `${what}; the log says: ${seen.log.join("\n").slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function shown(): Diagnostic[] {
  return seen.diagnostics.get(Uri.file(manifest).toString()) ?? [];
}

function codes(): unknown[] {
  return shown().map((each) => (each.code as { value?: unknown } | undefined)?.value ?? each.code);
}

before(async () => {
  cpSync(join(ROOT, "..", "..", "example_project"), folder, { recursive: true });
  seen.settings.set("icplicense.command", [python, "-m", "pytest_icplicense"]);
  seen.folders.push({ uri: Uri.file(folder), name: "example", index: 0 });
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  extension = require(join(ROOT, "dist", "extension.js")) as Extension;
  await extension.activate({ subscriptions, storageUri: Uri.file(join(folder, "storage")) });
});

after(async () => {
  await extension.deactivate();
  for (const each of subscriptions) each.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("what is typed is judged, and the status bar says so", async () => {
  const document = textDocument(manifest);
  seen.documents.push(document);
  documentOpened.fire(document);
  await until(() => seen.status.text.includes("in order"), "no verdict");
  assert.equal(seen.status.text.startsWith("$(question)"), true);
  const before = document.getText();
  const text = before.replace("kind: site-search", "kind: web-search");
  const row = text.split("\n").findIndex((line) => line.includes("web-search"));
  const column = text.split("\n")[row]?.indexOf("web") ?? 0;
  const change = { range: new Range(row, column, row, column + 4), rangeOffset: 0, rangeLength: 4, text: "web" };
  const typed = { ...document, version: 2, getText: () => text };
  seen.documents.splice(0, 1, typed);
  documentChanged.fire({ document: typed, contentChanges: [change], reason: undefined });
  await until(() => codes().includes("SP-02.2"), "no diagnostic");
  await until(() => seen.status.text.includes("failed"), "no verdict");
  assert.match(seen.status.text, /^\$\(error\) \d+ failed$/);
  assert.equal(seen.status.backgroundColor?.id, "statusBarItem.errorBackground");
  assert.ok(shown().some((each) => each.range.start.line === row));
});

test("the waiver's boxes are asked before the server is", async () => {
  const waive = seen.commands.get("icplicense.waive");
  assert.ok(waive, "the server's command is registered");
  seen.inputs.push("价目表重印", "法务部 王芳", "2022-06-20");
  const uri = Uri.file(manifest).toString();
  await waive({ uri, check: "SP-15.5.2/charge-in-price-list", subject: "ads-console:pro-monthly" });
  await until(() => seen.edits.length === 1, "no edit");
  seen.inputs.push(undefined);
  await waive({ uri, check: "SP-15.5.2/charge-in-price-list", subject: "ads-console:pro-monthly" });
  assert.equal(seen.edits.length, 1, "a person who leaves the box waives nothing");
});

test("the report is written and opened", async () => {
  await seen.commands.get("icplicense.openReport")?.();
  assert.deepEqual(seen.messages, []);
  const [file] = seen.opened;
  assert.ok(file !== undefined && existsSync(file));
  assert.match(readFileSync(file, "utf-8"), /SP-02\.2/);
});

test("a command that is none is told of, and the extension lives on", async () => {
  writeFileSync(join(folder, "not-a-program"), "");
  seen.settings.set("icplicense.command", [join(folder, "not-a-program")]);
  await seen.commands.get("icplicense.restart")?.();
  assert.match(seen.messages.at(-1) ?? "", /icplicense could not be started/);
  seen.settings.set("icplicense.command", [python, "-m", "pytest_icplicense"]);
  await seen.commands.get("icplicense.restart")?.();
  await until(() => seen.status.text.includes("failed") || seen.status.text.includes("in order"), "no verdict");
});
