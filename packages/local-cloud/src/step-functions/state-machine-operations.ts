import { randomUUID } from "node:crypto";

import { type Machine, parse, type Problem } from "@alpha-engine/asl";

import type { PartContext } from "../part.ts";
import { optionalNumber, optionalString, page, requiredString } from "../wire/input.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input, JsonService } from "../wire/services.ts";
import { checkName, epochSeconds, findExecution, findStateMachine, stateMachineArn } from "./lookups.ts";
import type { StateMachine, Store } from "./store.ts";
import { readTags } from "./tag-operations.ts";

const LOGGING = {
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

export function stateMachineOperations(store: Store, context: PartContext): JsonService["operations"] {
  return {
    CreateStateMachine: async (input) => create(store, context, input),
    UpdateStateMachine: async (input) => update(store, context, input),
    DeleteStateMachine: async (input) => {
      store.stateMachines.delete(stateMachineArn(input));
      return {};
    },
    DescribeStateMachine: async (input) => describe(findStateMachine(store, input)),
    DescribeStateMachineForExecution: async (input) => {
      const { arn, name, definition, roleArn, updatedAt, revisionId } = findExecution(store, input).stateMachine;
      return {
        stateMachineArn: arn,
        name,
        definition,
        roleArn,
        updateDate: epochSeconds(updatedAt),
        revisionId,
        ...LOGGING,
      };
    },
    ListStateMachines: async (input) => list(store, input),
    ValidateStateMachineDefinition: async (input) => validate(requiredString(input, "definition")),
  };
}

function create(store: Store, { clock, region, accountId }: PartContext, input: Input): object {
  const name = checkName(requiredString(input, "name"));
  const definition = requiredString(input, "definition");
  const roleArn = requiredString(input, "roleArn");
  if ((optionalString(input, "type") ?? "STANDARD") !== "STANDARD") {
    throw new ServiceError("StateMachineTypeNotSupported", "Only state machines of type STANDARD exist here");
  }
  const machine = compile(definition);
  const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
  const existing = store.stateMachines.get(arn);
  if (existing !== undefined && (existing.definition !== definition || existing.roleArn !== roleArn)) {
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const now = clock.now();
  const created = existing ?? {
    arn,
    name,
    definition,
    machine,
    roleArn,
    createdAt: now,
    updatedAt: now,
    revisionId: randomUUID(),
  };
  store.stateMachines.set(arn, created);
  store.tags.set(arn, readTags(input));
  return { stateMachineArn: arn, creationDate: epochSeconds(created.createdAt) };
}

/** Executions under way keep the definition they were started with. */
function update(store: Store, { clock }: PartContext, input: Input): object {
  const current = findStateMachine(store, input);
  const definition = optionalString(input, "definition");
  const roleArn = optionalString(input, "roleArn");
  if (definition === undefined && roleArn === undefined) {
    throw new ServiceError("MissingRequiredParameter", "Either the definition or the role ARN must be specified");
  }
  const updated: StateMachine = { ...current, updatedAt: clock.now(), revisionId: randomUUID() };
  if (definition !== undefined) Object.assign(updated, { definition, machine: compile(definition) });
  if (roleArn !== undefined) updated.roleArn = roleArn;
  store.stateMachines.set(current.arn, updated);
  return { updateDate: epochSeconds(updated.updatedAt), revisionId: updated.revisionId };
}

function describe({ arn, name, definition, roleArn, createdAt, revisionId }: StateMachine): object {
  return {
    stateMachineArn: arn,
    name,
    status: "ACTIVE",
    definition,
    roleArn,
    type: "STANDARD",
    creationDate: epochSeconds(createdAt),
    revisionId,
    ...LOGGING,
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
