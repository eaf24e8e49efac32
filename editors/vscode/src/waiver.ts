/** Asks what a waiver needs that no program may guess: the reason, the approver and the last day. */

import { l10n, window } from "vscode";

import { isDay } from "./day";

/** What the server's command takes; it asks for what is missing by itself. */
export interface Waiver {
  uri: string;
  check: string;
  subject: string;
  reason?: string;
  approver?: string;
  expires?: string;
}

const DAYS = 30;

/** The waiver with what the person says; undefined where they leave one of the boxes. */
export async function asked(waiver: Waiver, today: Date): Promise<Waiver | undefined> {
  const something = (text: string): string | undefined =>
    text.trim() === "" ? l10n.t("Say something.") : undefined;
  const reason = await window.showInputBox({
    title: l10n.t("Why is {0} waived?", waiver.check),
    prompt: l10n.t("The reason, and what is done meanwhile"),
    validateInput: something,
    ignoreFocusOut: true,
  });
  if (reason === undefined) {
    return undefined;
  }
  const approver = await window.showInputBox({
    title: l10n.t("Who approves waiving {0}?", waiver.check),
    prompt: l10n.t("Department and name"),
    validateInput: something,
    ignoreFocusOut: true,
  });
  if (approver === undefined) {
    return undefined;
  }
  const later = new Date(today.getTime() + DAYS * 24 * 3600 * 1000);
  const expires = await window.showInputBox({
    title: l10n.t("Until when is {0} waived?", waiver.check),
    prompt: l10n.t("A day, as YYYY-MM-DD"),
    value: later.toISOString().slice(0, 10),
    validateInput: (text) => (isDay(text) ? undefined : l10n.t("A day, as YYYY-MM-DD")),
    ignoreFocusOut: true,
  });
  return expires === undefined ? undefined : { ...waiver, reason, approver, expires };
}
