/** Pieces of the extension by themselves, and that its manifest, texts and snippets fit each other. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { commandOf, type Surroundings } from "../src/command";
import { isDay } from "../src/day";
import { shown, type Verdict } from "../src/verdict";
import { ROOT } from "./vscode";

function read(...path: string[]): string {
  return readFileSync(join(ROOT, ...path), "utf-8");
}

interface Manifest {
  contributes: {
    commands: { command: string }[];
    problemMatchers: { pattern: { regexp: string; file: number; line: number; severity: number; code: number } }[];
    walkthroughs: { steps: { media: { markdown: string } }[] }[];
    snippets: { path: string }[];
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;

function around(files: string[], more: Partial<Surroundings> = {}): Surroundings {
  return { folders: ["/w"], path: "/usr/bin:/opt/bin", windows: false, exists: (file) => files.includes(file), ...more };
}

test("the setting comes first, then the workspace's environment, then the interpreter, then the path", () => {
  const files = ["/w/.venv/bin/icplicense", "/py/bin/icplicense", "/opt/bin/icplicense"];
  assert.deepEqual(commandOf(["uv", "run", "icplicense"], around(files)), { program: "uv", words: ["run", "icplicense"] });
  assert.equal(commandOf([], around(files)).program, files[0]);
  assert.equal(commandOf([], around(files.slice(1), { interpreter: "/py/bin/python" })).program, files[1]);
  assert.equal(commandOf([], around(files.slice(2))).program, files[2]);
  assert.equal(commandOf([""], around([])).program, "icplicense");
  assert.equal(commandOf([], around([], { windows: true })).program, "icplicense.exe");
});

test("what is wrong comes first in the status bar", () => {
  const say = (message: string, ...values: number[]): string => message.replace("{0}", String(values[0]));
  const fine: Verdict = { folder: "a", passed: 5, failed: 0, waived: 0, due: 2, open: 0, problems: 0 };
  assert.deepEqual(shown([fine], say), {
    text: "$(law) 5 in order",
    tooltip: "5 in order\n2 due\nClick for the report",
    look: "none",
  });
  assert.equal(shown([fine, { ...fine, open: 1 }], say).look, "warning");
  const wrong = shown([fine, { ...fine, failed: 3, problems: 1 }], say);
  assert.equal(wrong.text, "$(error) 3 failed, 1 documents cannot be read");
  assert.equal(wrong.look, "error");
});

test("a day is one of the calendar", () => {
  assert.deepEqual(["2022-06-20", "2024-02-29"].map(isDay), [true, true]);
  assert.deepEqual(["2022-02-30", "2022-6-2", "morgen", "2022-13-01", ""].map(isDay), [false, false, false, false, false]);
});

test("each text is there in both languages, and none is left over", () => {
  const asked = new Set([...read("package.json").matchAll(/%([\w.]+)%/g)].map((found) => found[1]));
  for (const name of ["package.nls.json", "package.nls.zh-cn.json"]) {
    assert.deepEqual(new Set(Object.keys(JSON.parse(read(name)) as object)), asked, name);
  }
  const said = new Set<string>();
  for (const file of readdirSync(join(ROOT, "src"))) {
    for (const found of read("src", file).matchAll(/(?:\bt|translate)\(\s*"([^"]+)"/g)) said.add(found[1] ?? "");
  }
  const bundle = JSON.parse(read("l10n", "bundle.l10n.zh-cn.json")) as Record<string, string>;
  assert.deepEqual(new Set(Object.keys(bundle)), said);
  for (const [en, zh] of Object.entries(bundle)) {
    assert.deepEqual(zh.match(/\{\d\}/g), en.match(/\{\d\}/g), en);
    assert.match(zh, /[\u4e00-\u9fff]/);
  }
});

test("what the manifest names is there", () => {
  const { walkthroughs, snippets, commands } = manifest.contributes;
  for (const each of walkthroughs.flatMap((walk) => walk.steps)) assert.ok(existsSync(join(ROOT, each.media.markdown)));
  for (const each of snippets) assert.ok(existsSync(join(ROOT, each.path)));
  for (const { command } of commands) assert.ok(read("src", "extension.ts").includes(command.replace("icplicense.", "${SECTION}.")));
});

test("the problem matcher reads what `icplicense check` prints", () => {
  const pattern = manifest.contributes.problemMatchers[0]?.pattern;
  assert.ok(pattern);
  const python = process.env["PYTHON"] ?? "python3";
  const example = join(ROOT, "..", "..", "example_project");
  const printed = execFileSync(python, ["-m", "pytest_icplicense", "check", "--no-cache", "."], { cwd: example, encoding: "utf-8" });
  const lines = [
    ...printed.split("\n"),
    "a b/x.icp.yaml:33:5: SP-02.2 critical feature 'web' needs B25/search, which 京B2-20181623 excludes",
    "    Take the feature out.",
    "x.icp.yaml:2:1: 'name' is missing",
  ];
  const found = lines.map((line) => new RegExp(pattern.regexp).exec(line)).filter((each) => each !== null);
  assert.deepEqual(
    found.map((each) => [each[pattern.file], each[pattern.line], each[pattern.severity], each[pattern.code]]),
    [
      ["ads-console.icp.yaml", "114", "warning", "SP-15.10.2"],
      ["a b/x.icp.yaml", "33", undefined, "SP-02.2"],
      ["x.icp.yaml", "2", undefined, undefined],
    ],
  );
});

test("a snippet says TODO where a person has to say something", () => {
  const all = JSON.parse(read("snippets", "manifests.json")) as Record<string, { body: string[] }>;
  for (const { body } of Object.values(all)) assert.match(body.join("\n"), /\$\{1:TODO\}/);
});
