/** What the status bar says of a workspace. */

/** What the server tells after each judgement of a folder. */
export interface Verdict {
  folder: string;
  passed: number;
  failed: number;
  waived: number;
  due: number;
  open: number;
  problems: number;
}

/** Text and look of the status bar item. */
export interface Shown {
  text: string;
  tooltip: string;
  look: "error" | "warning" | "none";
}

type Translate = (message: string, ...values: number[]) => string;

/** All folders together: what is wrong first; in order only where nothing is. */
export function shown(verdicts: Iterable<Verdict>, translate: Translate): Shown {
  const sum = { passed: 0, failed: 0, waived: 0, due: 0, open: 0, problems: 0 };
  for (const each of verdicts) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) {
      sum[key] += each[key];
    }
  }
  const wrong = [
    ...(sum.failed ? [translate("{0} failed", sum.failed)] : []),
    ...(sum.problems ? [translate("{0} documents cannot be read", sum.problems)] : []),
  ];
  const rest = [
    ...(sum.waived ? [translate("{0} waived", sum.waived)] : []),
    ...(sum.due ? [translate("{0} due", sum.due)] : []),
    ...(sum.open ? [translate("{0} open", sum.open)] : []),
  ];
  const order = translate("{0} in order", sum.passed);
  const icon = wrong.length ? "$(error)" : sum.open ? "$(question)" : "$(law)";
  return {
    text: `${icon} ${wrong.length ? wrong.join(", ") : order}`,
    tooltip: [...wrong, order, ...rest, translate("Click for the report")].join("\n"),
    look: wrong.length ? "error" : sum.open ? "warning" : "none",
  };
}
