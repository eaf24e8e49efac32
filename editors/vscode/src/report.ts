/** Writes the HTML report of a folder and opens it. */

import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Command } from "./command";

/** The longest that is quoted of what went wrong. */
const MOST = 300;

/** The file of the report; a report is also written where cases fail. */
export async function written(command: Command, folder: string, into: string, lang: string): Promise<string> {
  await mkdir(into, { recursive: true });
  const file = join(into, "report.html");
  const words = [...command.words, "check", "--format", "html", "--output", file, "--lang", lang, folder];
  await new Promise<void>((resolve, reject) => {
    execFile(command.program, words, { cwd: folder }, (error, _out, told) => {
      if (error === null || error.code === 1) {
        resolve();
      } else {
        reject(new Error((told.trim() || error.message).slice(0, MOST)));
      }
    });
  });
  return file;
}
