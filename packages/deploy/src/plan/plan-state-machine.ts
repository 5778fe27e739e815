import { type Change, jsonDiff } from "@alpha-engine/definition";
import type { DescribeStateMachineOutput, LoggingConfiguration } from "@aws-sdk/client-sfn";

import { type Account, unlessAbsent } from "../account/account.ts";
import { DeployError } from "../errors.ts";
import { definitionText } from "./definition-text.ts";
import { COMMIT_TAG, type LoggingTarget, type StateMachineTarget } from "./target.ts";

/** What AWS's own validation says of a definition. */
export interface DefinitionProblem {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** What a deployment would do to a state machine. */
export interface StateMachinePlan {
  readonly kind: "state machine";
  readonly name: string;
  readonly arn: string;
  readonly action: "create" | "update" | "unchanged";
  /** What an `update` consists of: after an interrupted one, only what it left undone. */
  readonly steps: readonly ("create" | "update" | "publish" | "tag")[];
  readonly changes: readonly Change[];
  /** What was found that needs saying, such as the traces of a deployment that was interrupted. */
  readonly notes: readonly string[];
  /** Errors only; any is reason enough not to deploy anything. */
  readonly problems: readonly DefinitionProblem[];
  /** The names of the executions under way, where the definition they would have is to change. */
  readonly running: readonly string[];
  /** What is deployed now; absent where it would be created. */
  readonly found?: FoundStateMachine;
}

/** What is deployed now. */
export interface FoundStateMachine {
  /** As PublishStateMachineVersion takes it. */
  readonly revisionId: string;
  /** The newest version, if the revision that is deployed is it. */
  readonly version?: number;
  /** The commit that its description names. */
  readonly commit?: string;
}

export async function planStateMachine(
  account: Account,
  target: StateMachineTarget,
  arn: string,
): Promise<StateMachinePlan> {
  const { name } = target;
  const problems = await validate(account, target);
  const common = { kind: "state machine", name, arn, problems } as const;
  const current = await describe(account, arn);
  if (current === undefined) {
    return { ...common, action: "create", steps: ["create"], changes: [], notes: [], running: [] };
  }
  if (current.status === "DELETING") {
    throw new DeployError("NOT_OURS", `${name} is being deleted`, { hint: "wait until it is gone, then deploy again" });
  }
  const found = await findVersion(account, arn, current);
  const changes = changesOf(current, target);
  const { tags, notes } = await compareTags(account, arn, target, found);
  const isPublished = found.version !== undefined;
  const steps = [
    ...(changes.length > 0 ? (["update"] as const) : []),
    ...(changes.length > 0 || !isPublished ? (["publish"] as const) : []),
    ...(changes.length > 0 || !isPublished || tags.length > 0 ? (["tag"] as const) : []),
  ];
  return {
    ...common,
    action: steps.length === 0 ? "unchanged" : "update",
    steps,
    changes: [...changes, ...tags],
    notes: changes.length > 0 ? [] : isPublished ? notes : [NOT_PUBLISHED],
    running: changes.length > 0 ? await runningExecutions(account, arn) : [],
    found,
  };
}

const NOT_PUBLISHED =
  "the definition is there but no version of it: an earlier deployment was interrupted, or somebody changed it by hand";

/** The revision as AWS spells it where there was none yet (AWS's API reference of PublishStateMachineVersion, 2026-11). */
export function revisionOf({ revisionId }: { readonly revisionId?: string | undefined }): string {
  return revisionId ?? "INITIAL";
}

export async function describe(account: Account, arn: string): Promise<DescribeStateMachineOutput | undefined> {
  return await unlessAbsent(
    "StateMachineDoesNotExist",
    account.states(`DescribeStateMachine of ${arn}`, (sfn, bounds) =>
      sfn.describeStateMachine({ stateMachineArn: arn }, bounds),
    ),
  );
}

/** What differs in definition, role and logging; each is a reason for a new revision. */
export function changesOf(
  { definition, roleArn, loggingConfiguration }: DescribeStateMachineOutput,
  target: StateMachineTarget,
): readonly Change[] {
  const logging = target.loggingConfiguration;
  return [
    ...jsonDiff("definition", parsed(definition), JSON.parse(definitionText(target))),
    ...jsonDiff("roleArn", roleArn, target.roleArn),
    ...(logging === undefined
      ? []
      : jsonDiff("loggingConfiguration", loggingOnWire(readLogging(loggingConfiguration)), loggingOnWire(logging))),
  ];
}

export function loggingOnWire({ level, includeExecutionData, logGroupArns }: LoggingTarget): LoggingConfiguration {
  return {
    level,
    includeExecutionData: includeExecutionData ?? false,
    destinations: (logGroupArns ?? []).map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } })),
  };
}

export function readLogging({ level, includeExecutionData, destinations }: LoggingConfiguration = {}): LoggingTarget {
  return {
    level: level ?? "OFF",
    includeExecutionData: includeExecutionData ?? false,
    logGroupArns: (destinations ?? []).flatMap(({ cloudWatchLogsLogGroup: { logGroupArn } = {} }) =>
      logGroupArn === undefined ? [] : [logGroupArn],
    ),
  };
}

/** The newest version, if it is of the revision that is deployed. */
async function findVersion(
  account: Account,
  arn: string,
  current: DescribeStateMachineOutput,
): Promise<FoundStateMachine> {
  const revisionId = revisionOf(current);
  const { stateMachineVersions = [] } = await account.states(`ListStateMachineVersions of ${arn}`, (sfn, bounds) =>
    sfn.listStateMachineVersions({ stateMachineArn: arn, maxResults: 1 }, bounds),
  );
  const newest = stateMachineVersions[0]?.stateMachineVersionArn;
  const version = newest === undefined ? undefined : await describe(account, newest);
  if (newest === undefined || version === undefined || revisionOf(version) !== revisionId) return { revisionId };
  const commit = commitIn(version.description);
  return { revisionId, version: versionNumber(newest), ...(commit === undefined ? {} : { commit }) };
}

export function versionNumber(arn: string): number {
  return Number(arn.split(":").at(-1));
}

/** The commit that a version's description names. */
export function commitIn(description: string | undefined): string | undefined {
  return /^git ([0-9a-f]{7,64}(?:-dirty)?)\b/.exec(description ?? "")?.[1];
}

/** A tag that does not say what the version says is the trace of an interruption. */
async function compareTags(
  account: Account,
  arn: string,
  target: StateMachineTarget,
  { version, commit }: FoundStateMachine,
): Promise<{ readonly tags: readonly Change[]; readonly notes: readonly string[] }> {
  const { tags = [] } = await account.states(`ListTagsForResource of ${arn}`, (sfn, bounds) =>
    sfn.listTagsForResource({ resourceArn: arn }, bounds),
  );
  const now = new Map(tags.map(({ key = "", value = "" }) => [key, value]));
  const wanted = { ...target.tags, ...(commit === undefined ? {} : { [COMMIT_TAG]: commit }) };
  const wrong = Object.entries(wanted).flatMap(([key, value]) => jsonDiff(`tag ${key}`, now.get(key), value));
  const said = now.get(COMMIT_TAG);
  const isBehind = commit !== undefined && said !== commit;
  const note = `version ${version} is of commit ${commit} but the tag ${COMMIT_TAG} ${said === undefined ? "is missing" : `says ${said}`}: an earlier deployment was interrupted`;
  return { tags: wrong, notes: isBehind ? [note] : [] };
}

async function runningExecutions(account: Account, arn: string): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await account.states(`ListExecutions of ${arn}`, (sfn, bounds) =>
      sfn.listExecutions(
        {
          stateMachineArn: arn,
          statusFilter: "RUNNING",
          ...(nextToken === undefined ? {} : { nextToken }),
        },
        bounds,
      ),
    );
    names.push(...(page.executions ?? []).map(({ name }) => name ?? ""));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

/** Only `result` counts, says AWS; the rest is for people (AWS's API reference of ValidateStateMachineDefinition, 2026-11). */
async function validate(account: Account, target: StateMachineTarget): Promise<readonly DefinitionProblem[]> {
  const { result, diagnostics = [] } = await account.states(
    `ValidateStateMachineDefinition of ${target.name}`,
    (sfn, bounds) =>
      sfn.validateStateMachineDefinition({ definition: definitionText(target), type: "STANDARD" }, bounds),
  );
  if (result === "OK") return [];
  const problems = diagnostics.map(({ severity = "ERROR", code = "", message = "", location }) => ({
    severity,
    code,
    message,
    ...(location === undefined ? {} : { location }),
  }));
  return problems.length > 0 ? problems : [{ severity: "ERROR", code: "FAIL", message: "AWS gives no reason" }];
}

/** As JSON where it can be read so; any other text differs from everything. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    return text;
  }
}
