import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { type Machine, parse, type Problem } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalNumber, optionalString, page, record, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { aliasesOf } from "./alias-operations.ts";
import { checkName, epochSeconds, findExecution, findQualified, findStateMachine, stateMachineArn } from "./lookups.ts";
import type { StateMachine, Store, Version } from "./store.ts";
import { readTags } from "./tag-operations.ts";
import { publishVersion, versionsOf } from "./version-operations.ts";

const TRACING = { tracingConfiguration: { enabled: false } };
const NO_LOGGING = { level: "OFF", includeExecutionData: false };

/** AWS's limit on a definition, in bytes. [documentation: quotas, 2026-11] */
const LARGEST_DEFINITION = 1_048_576;

export function stateMachineOperations(store: Store, context: Part): JsonService["operations"] {
  return {
    CreateStateMachine: async (input) => create(store, context, input),
    UpdateStateMachine: async (input) => update(store, context, input),
    DeleteStateMachine: async (input) => {
      const arn = stateMachineArn(input);
      store.stateMachines.delete(arn);
      for (const { arn: each } of versionsOf(store, arn)) store.versions.delete(each);
      for (const { arn: each } of aliasesOf(store, arn)) store.aliases.delete(each);
      return {};
    },
    DescribeStateMachine: async (input) => {
      const { stateMachine, version } = findQualified(store, input);
      return version === undefined ? describe(stateMachine) : describeVersion(version);
    },
    DescribeStateMachineForExecution: async (input) => {
      const { stateMachine } = findExecution(store, input);
      return {
        ...described(stateMachine),
        stateMachineArn: stateMachine.arn,
        updateDate: epochSeconds(stateMachine.updatedAt),
      };
    },
    ListStateMachines: async (input) => list(store, input),
    ValidateStateMachineDefinition: async (input) => validate(requiredString(input, "definition")),
  };
}

function create(store: Store, part: Part, input: Input): object {
  const name = checkName(requiredString(input, "name"));
  const definition = requiredString(input, "definition");
  const roleArn = requiredString(input, "roleArn");
  const description = versionDescription(input);
  if ((optionalString(input, "type") ?? "STANDARD") !== "STANDARD") {
    throw new ServiceError("StateMachineTypeNotSupported", "Only state machines of type STANDARD exist here");
  }
  const machine = compile(definition);
  const arn = arnOf(part, "states", `stateMachine:${name}`);
  const existing = store.stateMachines.get(arn);
  if (existing !== undefined && (existing.definition !== definition || existing.roleArn !== roleArn)) {
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const now = part.clock.now();
  const created: StateMachine = existing ?? { arn, name, definition, machine, roleArn, createdAt: now, updatedAt: now };
  if (input["loggingConfiguration"] !== undefined) created.logging = record(input, "loggingConfiguration");
  store.stateMachines.set(arn, created);
  store.tags.set(arn, readTags(input));
  return {
    stateMachineArn: arn,
    creationDate: epochSeconds(created.createdAt),
    ...(input["publish"] === true
      ? { stateMachineVersionArn: publishVersion(store, created, description, now).arn }
      : {}),
  };
}

/**
 * Executions under way keep the definition they were started with. What changes nothing makes no new revision, and the
 * answer then names none. [source code: LocalStack's provider, checked against AWS by its snapshots, 2025]
 */
function update(store: Store, { clock }: Part, input: Input): object {
  const current = findStateMachine(store, input);
  const definition = optionalString(input, "definition");
  const roleArn = optionalString(input, "roleArn");
  const description = versionDescription(input);
  if (definition === undefined && roleArn === undefined) {
    throw new ServiceError("MissingRequiredParameter", "Either the definition or the role ARN must be specified");
  }
  const now = clock.now();
  const updated: StateMachine = { ...current, updatedAt: now };
  if (definition !== undefined) Object.assign(updated, { definition, machine: compile(definition) });
  if (roleArn !== undefined) updated.roleArn = roleArn;
  if (input["loggingConfiguration"] !== undefined) updated.logging = record(input, "loggingConfiguration");
  const changed = !sameRevision(current, updated);
  if (changed) updated.revisionId = randomUUID();
  store.stateMachines.set(current.arn, updated);
  return {
    updateDate: epochSeconds(now),
    ...(changed ? { revisionId: updated.revisionId } : {}),
    ...(input["publish"] === true
      ? { stateMachineVersionArn: publishVersion(store, updated, description, now).arn }
      : {}),
  };
}

function sameRevision(a: StateMachine, b: StateMachine): boolean {
  const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);
  return (
    a.roleArn === b.roleArn && same(a.logging, b.logging) && same(JSON.parse(a.definition), JSON.parse(b.definition))
  );
}

/** @throws {ServiceError} where no version is to be published [documentation: UpdateStateMachine, 2026-11] */
function versionDescription(input: Input): string | undefined {
  const description = optionalString(input, "versionDescription");
  if (description === undefined || input["publish"] === true) return description;
  throw new ServiceError("ValidationException", "Version description can only be set when publish is true");
}

function describe(stateMachine: StateMachine): object {
  return {
    ...described(stateMachine),
    stateMachineArn: stateMachine.arn,
    status: "ACTIVE",
    type: "STANDARD",
    creationDate: epochSeconds(stateMachine.createdAt),
  };
}

/** As the state machine was when the version was published; the date is the version's own. [documentation: DescribeStateMachine, 2026-11] */
function describeVersion({ arn, stateMachine, description, createdAt }: Version): object {
  return {
    ...describe({ ...stateMachine, arn, createdAt }),
    ...(description === undefined ? {} : { description }),
  };
}

function described({ name, definition, roleArn, revisionId, logging = NO_LOGGING }: StateMachine): object {
  return {
    name,
    definition,
    roleArn,
    loggingConfiguration: logging,
    ...TRACING,
    ...(revisionId === undefined ? {} : { revisionId }),
  };
}

function list(store: Store, input: Input): object {
  const all = [...store.stateMachines.values()].map(({ arn, name, createdAt }) => ({
    stateMachineArn: arn,
    name,
    type: "STANDARD",
    creationDate: epochSeconds(createdAt),
  }));
  const { items, next } = page(all, optionalNumber(input, "maxResults") || 100, optionalString(input, "nextToken"));
  return { stateMachines: items, ...(next === undefined ? {} : { nextToken: next }) };
}

function compile(definition: string): Machine {
  if (Buffer.byteLength(definition) > LARGEST_DEFINITION) {
    throw new ServiceError("InvalidDefinition", `Definition exceeds the maximum of ${LARGEST_DEFINITION} bytes`);
  }
  const parsed = parse(definition);
  if (parsed.ok) return parsed.machine;
  const problems = parsed.problems.map(
    (problem) => `${diagnosticCode(problem)}: ${problem.message} at ${problem.pointer || "/"}`,
  );
  throw new ServiceError("InvalidDefinition", `Invalid State Machine Definition: '${problems.join(", ")}'`);
}

function validate(definition: string): object {
  const parsed = parse(definition);
  const diagnostics = parsed.ok
    ? []
    : parsed.problems.map((problem) => ({
        severity: "ERROR",
        code: diagnosticCode(problem),
        message: problem.message,
        location: problem.pointer,
      }));
  return { result: parsed.ok ? "OK" : "FAIL", diagnostics, truncated: false };
}

/** AWS's codes are fewer than the evaluator's. [documentation: ValidateStateMachineDefinition diagnostics, 2026-11] */
function diagnosticCode({ code }: Problem): string {
  if (code === "NOT_JSON" || code === "NOT_AN_OBJECT") return "INVALID_JSON_DESCRIPTION";
  if (code === "UNKNOWN_TARGET") return "MISSING_TRANSITION_TARGET";
  if (code === "DUPLICATE_STATE") return "DUPLICATE_STATE_NAME";
  return code === "TOO_DEEP" ? "TOO_DEEPLY_NESTED" : "SCHEMA_VALIDATION_FAILED";
}
