import type { JsonObject, MachineType } from "@alpha-engine/asl";
import { type ReadDefinition, readDefinition } from "@alpha-engine/definition";
import { type StateNode, steps, type Tree } from "@alpha-engine/definition/tree";

import { checkConfig } from "./check-config.ts";
import type { LintConfig, LintException } from "./rule/config.ts";
import { LintContext } from "./rule/context.ts";
import { isLeftOpen } from "./rule/left-open.ts";
import type { Found, Rule } from "./rule/rule.ts";
import { scriptsOf } from "./rule/scripts.ts";
import { isAtLeast, type Severity } from "./rule/severity.ts";
import { RULES } from "./rules.ts";
import { selectRules } from "./select.ts";
import { checkWithBash } from "./shell/bash-check.ts";

/** A defect of a definition. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong here. */
  readonly message: string;
  /** The name of the state; absent for the machine as a whole. */
  readonly state?: string;
  /** The way to the state: `Name`, `Parallel[0].Name`, `Map.Name`. */
  readonly path?: string;
  /** JSON pointer. */
  readonly pointer: string;
  /** From 1; of the definition's text, or of its `JSON.stringify(…, undefined, 2)`. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** The file that line and column are in, where the definition was read from one. */
  readonly file?: string;
  /** What comes of it. */
  readonly why: string;
  readonly mend: string;
  /** Ways to other states that have to do with it. */
  readonly related: readonly string[];
}

/** A finding that the configuration says is wanted, with the reason. */
export interface ExceptedFinding extends Finding {
  readonly reason: string;
}

/** What {@link lint} found, what of it is wanted, and what it could not look at. */
export interface LintReport {
  /** In the order of the definition. */
  readonly findings: readonly Finding[];
  readonly excepted: readonly ExceptedFinding[];
  /** What was not looked at, and why; exceptions that nothing needs. */
  readonly notes: readonly string[];
}

/** What the rules know beside the definition. */
export interface LintOptions {
  /** Execution inputs that triggers use; commands are rendered for them too, and paths looked up in them. @default none */
  readonly inputs?: readonly JsonObject[];
  readonly config?: LintConfig;
  /** Express machines take no `.sync`, no `.waitForTaskToken` and no activity. @default what the definition was read with, "STANDARD" */
  readonly machineType?: MachineType | undefined;
}

/** What {@link lint} runs. */
export interface LintEffects {
  /** The bash that checks scripts. @default "bash" on the PATH */
  readonly bash?: string;
}

/**
 * Checks a definition, as text, as a JSON value or as `readDefinition` and `readDefinitions` give it. What it leaves open as
 * `${Name}` is taken to be right. Throws a `DefinitionError` where it is not a definition at all.
 *
 * @example
 * ```ts example
 * import { lint } from "@alpha-engine/lint";
 *
 * const send = {
 *   Type: "Task",
 *   Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
 *   TimeoutSeconds: 60,
 *   Parameters: {
 *     DocumentName: "AWS-RunShellScript",
 *     "InstanceIds.$": "$.ids",
 *     Parameters: { commands: ["set -eo pipefail", "true"], executionTimeout: ["60"] },
 *   },
 *   End: true,
 * };
 * const { findings } = await lint({ StartAt: "Send", States: { Send: send } });
 * for (const { path, rule, severity, message } of findings) console.log(`${severity}: ${path}: ${message} [${rule}]`);
 * ```
 * ```text output
 * error: Send: the command is sent and never polled [ssm-command-unfollowed]
 * ```
 */
export async function lint(
  definition: string | object | ReadDefinition,
  { inputs = [], config = {}, machineType }: LintOptions = {},
  { bash = "bash" }: LintEffects = {},
): Promise<LintReport> {
  checkConfig(config, RULES);
  const read = isRead(definition) ? definition : readDefinition(definition);
  const scripts = await scriptsOf(read.tree, inputs);
  const texts = scripts.flatMap(({ text, rendered }) => [text, ...rendered]);
  const verdicts = await checkWithBash(texts, bash);
  const context = new LintContext({
    tree: read.tree,
    inputs,
    settings: config,
    scripts,
    bash: verdicts,
    machineType: machineType ?? read.machineType ?? "STANDARD",
  });
  const notes = texts.some((text) => verdicts.get(text)?.kind === "no bash")
    ? [`${bash} was not found: no script went through bash -n`]
    : [];
  const all = selectRules(RULES, config).flatMap(({ rule, severity }) => findingsOf(rule, severity, context, read));
  const { exceptions = [], minSeverity = "info" } = config;
  const shown = all.filter(({ severity }) => isAtLeast(severity, minSeverity));
  return { ...sorted(shown, exceptions), notes: [...notes, ...unused(all, exceptions)] };
}

function isRead(definition: string | object): definition is ReadDefinition {
  return typeof definition === "object" && "tree" in definition && "positionOf" in definition;
}

function findingsOf(
  rule: Rule,
  severity: Severity | undefined,
  context: LintContext,
  read: ReadDefinition,
): readonly Finding[] {
  const found = new Map<string, Finding>();
  const isCertain = rule.preset === "grammar" || !context.isPartlyUnknown;
  for (const defect of rule.check(context)) {
    if (isLeftOpen(read.tree, defect.pointer)) continue;
    const known = severity ?? defect.severity ?? rule.severity;
    const finding = toFinding(rule, known === "error" && !isCertain ? "warning" : known, defect, read);
    const key = `${finding.pointer}\0${finding.message}`;
    if (!found.has(key)) found.set(key, finding);
  }
  return [...found.values()];
}

function toFinding({ id, why, mend }: Rule, severity: Severity, found: Found, read: ReadDefinition): Finding {
  const pointer = found.pointer ?? found.state?.pointer ?? "";
  const state = found.state ?? stateAt(read.tree, pointer);
  const { file, line, column } = read.positionOf(pointer);
  return {
    rule: id,
    severity,
    message: found.message,
    ...(state === undefined ? {} : { state: state.name, path: state.path }),
    pointer,
    line,
    column,
    ...(file === "" ? {} : { file }),
    why,
    mend,
    related: (found.related ?? []).map(({ path }) => path),
  };
}

/** The innermost state that a pointer leads into. */
function stateAt(tree: Tree, pointer: string): StateNode | undefined {
  let scope: typeof tree.root | undefined = tree.root;
  let state: StateNode | undefined;
  const keys = steps(pointer);
  for (let index = 0; index < keys.length && scope !== undefined;) {
    if (keys[index] === "States") {
      state = scope.states.get(keys[index + 1] ?? "") ?? state;
      index += 2;
    } else if (keys[index] === "Branches" && state !== undefined) {
      scope = state.inner[Number(keys[index + 1])];
      index += 2;
    } else if ((keys[index] === "ItemProcessor" || keys[index] === "Iterator") && state !== undefined) {
      scope = state.inner[0];
      index++;
    } else break;
  }
  return state;
}

function sorted(all: readonly Finding[], exceptions: readonly LintException[]): Omit<LintReport, "notes"> {
  const findings: Finding[] = [];
  const excepted: ExceptedFinding[] = [];
  for (const finding of all.toSorted(
    (left, right) => left.line - right.line || left.column - right.column || left.rule.localeCompare(right.rule),
  )) {
    const exception = exceptions.find((candidate) => covers(candidate, finding));
    if (exception === undefined) findings.push(finding);
    else excepted.push({ ...finding, reason: exception.reason });
  }
  return { findings, excepted };
}

function covers({ rule, state }: LintException, finding: Finding): boolean {
  return rule === finding.rule && (state === "*" || state === finding.state || state === finding.path);
}

function unused(all: readonly Finding[], exceptions: readonly LintException[]): readonly string[] {
  return exceptions
    .filter((exception) => !all.some((finding) => covers(exception, finding)))
    .map(({ rule, state }) => `no finding of ${rule} at ${state}: the exception is not needed`);
}
