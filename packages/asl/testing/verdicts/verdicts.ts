import { existsSync, readFileSync } from "node:fs";

import { type MachineType, parse, type Problem } from "../../src/index.ts";

/** What AWS answered to a definition. */
export interface Verdict {
  readonly id: string;
  readonly area: string;
  readonly rule: string;
  readonly kind: string;
  readonly definition?: unknown;
  readonly definitionText?: string;
  readonly machineType?: MachineType;
  readonly expectValid: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly flag?: string;
}

const FILE = new URL("../../../../../shared/recordings/verdicts/shown.json", import.meta.url);

export const verdictsExist: boolean = existsSync(FILE);

/** The verdicts; those with a `${…}` left in, which a tool may read otherwise, are left out. */
export function readVerdicts(): readonly Verdict[] {
  const verdicts = JSON.parse(readFileSync(FILE, "utf8")) as readonly Verdict[];
  return verdicts.filter(({ flag }) => flag !== "template");
}

export function problemsWith({ definition, definitionText, machineType = "STANDARD" }: Verdict): readonly Problem[] {
  const parsed = parse(definition ?? definitionText, { machineType });
  return parsed.ok ? [] : parsed.problems;
}

/** Whether one of the problems has AWS's code and words; some sources quote the beginning only. */
export function hasWordsOf({ code, message = "" }: Verdict, problems: readonly Problem[]): boolean {
  return problems.some(
    (problem) => problem.message.includes(message) && (code === undefined || problem.diagnostic.code === code),
  );
}
