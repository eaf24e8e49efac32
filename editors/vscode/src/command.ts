/** How the language server is started: as the person says, else from the environment of the workspace. */

import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** A program with its arguments. */
export interface Command {
  program: string;
  words: string[];
}

/** Folders of environments that a workspace commonly has, the likeliest first. */
const ENVIRONMENTS = [".venv", "venv", "env"];

/** Where a search for the program looks, and what it may ask. */
export interface Surroundings {
  folders: string[];
  /** The interpreter that the Python extension has chosen. */
  interpreter?: string | undefined;
  path: string;
  windows: boolean;
  exists: (file: string) => boolean;
}

/** The command of the setting; of none, the first `icplicense` that there is; of none, its bare name, whose failure tells. */
export function commandOf(setting: readonly string[], around: Surroundings): Command {
  const [program, ...words] = setting;
  if (program) {
    return { program, words };
  }
  const name = around.windows ? "icplicense.exe" : "icplicense";
  const scripts = around.windows ? "Scripts" : "bin";
  const places = [
    ...around.folders.flatMap((folder) => ENVIRONMENTS.map((each) => join(folder, each, scripts))),
    ...(around.interpreter ? [dirname(around.interpreter)] : []),
    ...around.path.split(delimiter).filter((each) => each !== ""),
  ];
  const found = places.map((place) => join(place, name)).find(around.exists);
  return { program: found ?? name, words: [] };
}

/** The surroundings of this process. */
export function surroundings(folders: string[], interpreter?: string): Surroundings {
  return {
    folders,
    interpreter,
    path: process.env["PATH"] ?? "",
    windows: process.platform === "win32",
    exists: existsSync,
  };
}
