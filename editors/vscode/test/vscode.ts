/**
 * A stand-in for the module `vscode`, since there is no VS Code without a display here: as much of it as
 * vscode-languageclient and the extension touch, with what they show and register kept for the tests.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL, fileURLToPath } from "node:url";

type Listener = (event: never) => unknown;

export class Disposable {
  constructor(private readonly end: () => void = () => undefined) {}
  dispose(): void {
    this.end();
  }
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
}

export class EventEmitter {
  private readonly listeners = new Set<Listener>();
  event = (listener: Listener, self?: unknown): Disposable => {
    const bound = listener.bind(self);
    this.listeners.add(bound);
    return new Disposable(() => this.listeners.delete(bound));
  };
  fire(event: unknown): void {
    for (const each of [...this.listeners]) each(event as never);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  constructor(
    readonly scheme: string,
    readonly path: string,
    readonly authority = "",
    readonly query = "",
    readonly fragment = "",
  ) {}
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return this.scheme === "file" ? pathToFileURL(this.path).href : `${this.scheme}:${this.path}`;
  }
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    return text.startsWith("file:") ? Uri.file(fileURLToPath(text)) : new Uri(text.split(":")[0] ?? "", text);
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}
export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(...at: [Position, Position] | [number, number, number, number]) {
    [this.start, this.end] =
      at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
}
export class WorkspaceEdit {
  readonly made: unknown[] = [];
  createFile(uri: Uri): void {
    this.made.push(uri.toString());
  }
  replace(uri: Uri, range: Range, text: string): void {
    this.made.push([uri.toString(), range, text]);
  }
  insert(uri: Uri, at: Position, text: string): void {
    this.made.push([uri.toString(), at, text]);
  }
  set(uri: Uri, edits: unknown): void {
    this.made.push([uri.toString(), edits]);
  }
}
export class Diagnostic {
  code: unknown;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: number,
  ) {}
}
export class CodeActionKind {
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
  static Refactor = new CodeActionKind("refactor");
  static Source = new CodeActionKind("source");
  constructor(readonly value: string) {}
  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: new EventEmitter().event };
  cancel(): void {
    this.token.isCancellationRequested = true;
  }
  dispose(): void {
    return;
  }
}

/** What the extension did, for tests to read, and what a person would do, for tests to write. */
export const seen = {
  commands: new Map<string, (...words: unknown[]) => unknown>(),
  diagnostics: new Map<string, Diagnostic[]>(),
  messages: [] as string[],
  status: { text: "", tooltip: "", name: "", command: "", backgroundColor: undefined as ThemeColor | undefined },
  opened: [] as string[],
  edits: [] as unknown[],
  log: [] as string[],
  inputs: [] as (string | undefined)[],
  settings: new Map<string, unknown>(),
  documents: [] as unknown[],
  folders: [] as { uri: Uri; name: string; index: number }[],
};

export const documentOpened = new EventEmitter();
export const documentChanged = new EventEmitter();
const nothing = new EventEmitter();
const provider = (): Disposable => new Disposable();

/** A text that is open. */
export function textDocument(file: string): { uri: Uri; languageId: string; version: number; getText(): string } {
  const text = readFileSync(file, "utf-8");
  return { uri: Uri.file(file), languageId: "yaml", version: 1, getText: () => text };
}

const known: Record<string, unknown> = {
  Disposable,
  EventEmitter,
  Uri,
  Position,
  Range,
  Diagnostic,
  CodeActionKind,
  WorkspaceEdit,
  ThemeColor,
  CancellationTokenSource,
  version: "1.91.0",
  StatusBarAlignment: { Left: 1, Right: 2 },
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
  TextDocumentSaveReason: { Manual: 1 },
  env: {
    language: "en",
    appName: "stand-in",
    openExternal: (uri: Uri) => {
      seen.opened.push(uri.fsPath);
      return Promise.resolve(true);
    },
  },
  l10n: {
    t: (message: string, ...values: unknown[]) =>
      message.replace(/\{(\d+)\}/g, (_, number: string) => String(values[Number(number)])),
  },
  extensions: { getExtension: () => undefined },
  commands: {
    registerCommand: (name: string, run: (...words: unknown[]) => unknown) => {
      seen.commands.set(name, run);
      return new Disposable(() => seen.commands.delete(name));
    },
    executeCommand: (name: string, ...words: unknown[]) => Promise.resolve(seen.commands.get(name)?.(...words)),
  },
  window: {
    createOutputChannel: (name: string) => ({
      name,
      append: (text: string) => seen.log.push(text),
      appendLine: (text: string) => seen.log.push(text),
      show: () => undefined,
      dispose: () => undefined,
    }),
    createStatusBarItem: () => Object.assign(seen.status, { show: () => undefined, hide: () => undefined, dispose: () => undefined }),
    showErrorMessage: (text: string) => {
      seen.messages.push(text);
      return Promise.resolve(undefined);
    },
    showInformationMessage: (text: string) => {
      seen.messages.push(text);
      return Promise.resolve(undefined);
    },
    showInputBox: () => Promise.resolve(seen.inputs.shift()),
    withProgress: (_: unknown, run: (progress: unknown, token: unknown) => Promise<unknown>) =>
      run({ report: () => undefined }, new CancellationTokenSource().token),
    onDidChangeActiveTextEditor: nothing.event,
    onDidChangeVisibleTextEditors: nothing.event,
    tabGroups: { all: [], onDidChangeTabs: nothing.event, onDidChangeTabGroups: nothing.event },
    visibleTextEditors: [],
  },
  workspace: {
    get workspaceFolders() {
      return seen.folders;
    },
    get textDocuments() {
      return seen.documents;
    },
    notebookDocuments: [],
    getConfiguration: (section?: string) => ({
      get: (key: string, otherwise: unknown) =>
        seen.settings.get(section === undefined || section === "" ? key : `${section}.${key}`) ?? otherwise,
      inspect: () => undefined,
    }),
    getWorkspaceFolder: () => seen.folders[0],
    applyEdit: (edit: unknown) => {
      seen.edits.push(edit);
      return Promise.resolve(true);
    },
    createFileSystemWatcher: () => ({
      onDidCreate: nothing.event,
      onDidChange: nothing.event,
      onDidDelete: nothing.event,
      dispose: () => undefined,
    }),
    registerTextDocumentContentProvider: provider,
    onDidOpenTextDocument: documentOpened.event,
    onDidChangeTextDocument: documentChanged.event,
    onDidChangeConfiguration: nothing.event,
    onDidChangeWorkspaceFolders: nothing.event,
    onDidCloseTextDocument: nothing.event,
    onDidSaveTextDocument: nothing.event,
    onWillSaveTextDocument: nothing.event,
    onDidCreateFiles: nothing.event,
    onDidRenameFiles: nothing.event,
    onDidDeleteFiles: nothing.event,
    onWillCreateFiles: nothing.event,
    onWillRenameFiles: nothing.event,
    onWillDeleteFiles: nothing.event,
    onDidOpenNotebookDocument: nothing.event,
    onDidCloseNotebookDocument: nothing.event,
    onDidChangeNotebookDocument: nothing.event,
    onDidSaveNotebookDocument: nothing.event,
  },
  languages: new Proxy(
    {
      match: () => 10,
      createDiagnosticCollection: () => ({
        set: (uri: Uri, found: Diagnostic[] | undefined) => seen.diagnostics.set(uri.toString(), found ?? []),
        get: (uri: Uri) => seen.diagnostics.get(uri.toString()),
        delete: (uri: Uri) => seen.diagnostics.delete(uri.toString()),
        clear: () => {
          seen.diagnostics.clear();
        },
        dispose: () => undefined,
      }),
    },
    { get: (target: Record<string, unknown>, key) => target[String(key)] ?? provider },
  ),
};

/** The module as `require("vscode")` gives it. */
export const vscode: unknown = new Proxy(known, {
  get(target, key) {
    const name = String(key);
    if (name in target || name === "__esModule" || typeof key === "symbol" || name === "default") {
      return target[name];
    }
    return (target[name] = function Unknown() {}); // a class that nobody looks into here
  },
});

/** The root of the extension, from where its tests are bundled to. */
export const ROOT = join(__dirname, "..", "..");
