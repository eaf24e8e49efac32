/** The extension: starts the language server, shows the verdict, opens the report. */

import * as vscode from "vscode";
import { type ExecuteCommandSignature, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";

import { type Command, commandOf, surroundings } from "./command";
import { written } from "./report";
import { shown, type Verdict } from "./verdict";
import { asked, type Waiver } from "./waiver";

const SECTION = "icplicense";
const WAIVE = "icplicense.waive";
/** What manifests rest on may be anything: pages, lock files, Terraform. */
const SELECTOR = [{ scheme: "file" }];

let client: LanguageClient | undefined;

/** Called by VS Code. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("icplicense");
  const status = vscode.window.createStatusBarItem(`${SECTION}.verdict`, vscode.StatusBarAlignment.Left, 0);
  status.name = "icplicense";
  status.command = `${SECTION}.openReport`;
  const start = async (): Promise<void> => {
    await client?.stop();
    client = await started(log, status);
  };
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand(`${SECTION}.openReport`, () => openReport(context)),
    vscode.commands.registerCommand(`${SECTION}.restart`, start),
    vscode.commands.registerCommand(`${SECTION}.showLog`, () => {
      log.show();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(`${SECTION}.command`) || event.affectsConfiguration(`${SECTION}.lang`)) {
        await start();
      }
    }),
  );
  await start();
}

/** Called by VS Code. */
export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function started(log: vscode.OutputChannel, status: vscode.StatusBarItem): Promise<LanguageClient | undefined> {
  const command = await serverCommand();
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    outputChannel: log,
    initializationOptions: { lang: lang(), verdict: true },
    middleware: { executeCommand: waived },
  };
  const server = { command: command.program, args: [...command.words, "lsp"] };
  const started = new LanguageClient(SECTION, "icplicense", server, options);
  const verdicts = new Map<string, Verdict>();
  started.onNotification("icplicense/verdict", (verdict: Verdict) => {
    verdicts.set(verdict.folder, verdict);
    const { text, tooltip, look } = shown(verdicts.values(), vscode.l10n.t);
    status.text = text;
    status.tooltip = tooltip;
    status.backgroundColor =
      look === "none" ? undefined : new vscode.ThemeColor(`statusBarItem.${look}Background`);
  });
  status.text = `$(sync~spin) ${vscode.l10n.t("Reading the license")}`;
  status.tooltip = [command.program, ...command.words].join(" ");
  status.show();
  try {
    await started.start();
  } catch (error) {
    status.hide();
    await tellWhy(command, error, log);
    return undefined;
  }
  return started;
}

async function tellWhy(command: Command, error: unknown, log: vscode.OutputChannel): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const settings = vscode.l10n.t("Open Settings");
  const show = vscode.l10n.t("Show the Log");
  const text = vscode.l10n.t("icplicense could not be started ({0}): {1}", command.program, why);
  log.appendLine(text);
  void vscode.window.showErrorMessage(text, settings, show).then((answer) => {
    if (answer === settings) {
      void vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.command`);
    } else if (answer === show) {
      log.show();
    }
  });
  return Promise.resolve();
}

async function waived(command: string, words: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const [waiver] = words as Waiver[];
  if (command !== WAIVE || waiver === undefined) {
    return next(command, words);
  }
  const said = await asked(waiver, new Date());
  return said === undefined ? undefined : next(command, [said]);
}

async function openReport(context: vscode.ExtensionContext): Promise<void> {
  const folder = folders()[0];
  if (folder === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first."));
    return;
  }
  const command = await serverCommand();
  const place = (context.storageUri ?? context.globalStorageUri).fsPath;
  const title = vscode.l10n.t("Writing the report");
  try {
    const file = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      written(command, folder, place, lang()),
    );
    await vscode.env.openExternal(vscode.Uri.file(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t("The report could not be written: {0}", why));
  }
}

function folders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath);
}

function lang(): string {
  const said = vscode.workspace.getConfiguration(SECTION).get<string>("lang", "auto");
  const spoken = said === "auto" ? vscode.env.language : said;
  return spoken.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The command of the setting or of the workspace's environment. */
async function serverCommand(): Promise<Command> {
  const setting = vscode.workspace.getConfiguration(SECTION).get<string[]>("command", []);
  return commandOf(setting, surroundings(folders(), await interpreter()));
}

interface PythonApi {
  environments?: { getActiveEnvironmentPath: () => { path: string } };
}

async function interpreter(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  return python === undefined ? undefined : (await python.activate()).environments?.getActiveEnvironmentPath().path;
}
