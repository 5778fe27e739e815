import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalString, record, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { aliasesOf } from "./alias-operations.ts";
import { compile, validate } from "./definitions.ts";
import { pageOf } from "./listing.ts";
import { readLogging } from "./logging-configuration.ts";
import { checkName, epochSeconds, findExecution, findQualified, findStateMachine, stateMachineArn } from "./lookups.ts";
import type { MachineType, StateMachine, Store, Version } from "./store.ts";
import { readTags } from "./tag-operations.ts";
import { variableReferences } from "./variable-references.ts";
import { publishVersion, versionsOf } from "./version-operations.ts";

const NO_LOGGING = { level: "OFF", includeExecutionData: false };

export function stateMachineOperations(store: Store, context: Part): JsonService["operations"] {
  return {
    CreateStateMachine: async (input) => create(store, context, input),
    UpdateStateMachine: async (input) => update(store, context, input),
    DeleteStateMachine: async (input) => {
      const arn = stateMachineArn(input);
      store.stateMachines.delete(arn);
      store.tags.delete(arn);
      for (const { arn: each } of versionsOf(store, arn)) store.versions.delete(each);
      for (const { arn: each } of aliasesOf(store, arn)) store.aliases.delete(each);
      return {};
    },
    DescribeStateMachine: async (input) => {
      const { stateMachine, version } = findQualified(store, input);
      return included(version === undefined ? describe(stateMachine) : describeVersion(version), input);
    },
    DescribeStateMachineForExecution: async (input) => {
      const { stateMachine } = findExecution(store, input);
      const answer = {
        ...described(stateMachine),
        stateMachineArn: stateMachine.arn,
        updateDate: epochSeconds(stateMachine.updatedAt),
      };
      return included(answer, input);
    },
    ListStateMachines: async (input) => list(store, input),
    ValidateStateMachineDefinition: async (input) => validate(input),
  };
}

function create(store: Store, part: Part, input: Input): object {
  const name = checkName(requiredString(input, "name"));
  const definition = requiredString(input, "definition");
  const roleArn = checkRole(requiredString(input, "roleArn"));
  const description = versionDescription(input);
  const type = (optionalString(input, "type") ?? "STANDARD") as MachineType;
  const machine = compile(definition, type);
  const configured = readConfiguration(input, part);
  const arn = arnOf(part, "states", `stateMachine:${name}`);
  const existing = store.stateMachines.get(arn);
  if (existing !== undefined && !isSame(existing, { definition, type, ...configured })) {
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  const now = part.clock.now();
  const created: StateMachine = existing ?? {
    arn,
    name,
    ...(type === "EXPRESS" ? { type } : {}),
    definition,
    machine,
    roleArn,
    createdAt: now,
    updatedAt: now,
    ...configured,
  };
  const tags = readTags(input);
  if (existing === undefined) {
    store.stateMachines.set(arn, created);
    store.tags.set(arn, tags);
  }
  return {
    stateMachineArn: arn,
    creationDate: epochSeconds(created.createdAt),
    ...(input["publish"] === true
      ? { stateMachineVersionArn: publishVersion(store, created, description, now).arn }
      : {}),
  };
}

/** Whether a second creation is the first one again: role and tags do not count. [documentation: CreateStateMachine, 2026-11] */
function isSame(existing: StateMachine, asked: Configuration & { definition: string; type: MachineType }): boolean {
  const { definition, type = "STANDARD", logging, tracing } = existing;
  return isDeepStrictEqual(
    { definition, type, logging, tracing },
    { definition: asked.definition, type: asked.type, logging: asked.logging, tracing: asked.tracing },
  );
}

/** An ARN of a role, as IAM writes it. [the words: as of every other ARN here] */
function checkRole(arn: string): string {
  if (!arn.startsWith("arn:")) throw new ServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  return arn;
}

type Configuration = Pick<StateMachine, "logging" | "tracing">;

function readConfiguration(input: Input, part: Part): Configuration {
  return {
    ...(input["loggingConfiguration"] === undefined
      ? {}
      : { logging: readLogging(record(input, "loggingConfiguration"), part.offered("hasLogGroup")) }),
    ...(input["tracingConfiguration"] === undefined
      ? {}
      : { tracing: { enabled: record(input, "tracingConfiguration")["enabled"] === true } }),
  };
}

/**
 * Executions under way keep the definition they were started with. What changes nothing makes no new revision.
 * [LocalStack's recordings of AWS, test_create_update_state_machine_same_parameters, 2025]
 */
function update(store: Store, part: Part, input: Input): object {
  const current = findStateMachine(store, input);
  const definition = optionalString(input, "definition");
  const roleArn = optionalString(input, "roleArn");
  const description = versionDescription(input);
  const configured = readConfiguration(input, part);
  if (definition === undefined && roleArn === undefined && Object.keys(configured).length === 0) {
    throw new ServiceError(
      "MissingRequiredParameter",
      "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
    );
  }
  const now = part.clock.now();
  const updated: StateMachine = { ...current, ...configured, updatedAt: now };
  if (definition !== undefined)
    Object.assign(updated, { definition, machine: compile(definition, current.type ?? "STANDARD") });
  if (roleArn !== undefined) updated.roleArn = checkRole(roleArn);
  if (!sameRevision(current, updated)) updated.revisionId = randomUUID();
  store.stateMachines.set(current.arn, updated);
  return {
    updateDate: epochSeconds(now),
    ...(updated.revisionId === undefined ? {} : { revisionId: updated.revisionId }),
    ...(input["publish"] === true
      ? { stateMachineVersionArn: publishVersion(store, updated, description, now).arn }
      : {}),
  };
}

function sameRevision(a: StateMachine, b: StateMachine): boolean {
  const revisionOf = ({ roleArn, logging, tracing, definition }: StateMachine): object => ({
    roleArn,
    logging,
    tracing,
    definition: JSON.parse(definition) as unknown,
  });
  return isDeepStrictEqual(revisionOf(a), revisionOf(b));
}

/** @throws {ServiceError} where no version is to be published [documentation: UpdateStateMachine, 2026-11] */
function versionDescription(input: Input): string | undefined {
  const description = optionalString(input, "versionDescription");
  if (description === undefined || input["publish"] === true) return description;
  throw new ServiceError("ValidationException", "Version description can only be set when publish is true");
}

function describe(stateMachine: StateMachine): Record<string, unknown> {
  return {
    ...described(stateMachine),
    stateMachineArn: stateMachine.arn,
    status: "ACTIVE",
    type: stateMachine.type ?? "STANDARD",
    creationDate: epochSeconds(stateMachine.createdAt),
  };
}

/** As the state machine was when the version was published; the date is the version's own. [documentation: DescribeStateMachine, 2026-11] */
function describeVersion({ arn, stateMachine, description, createdAt }: Version): Record<string, unknown> {
  return {
    ...describe({ ...stateMachine, arn, createdAt }),
    ...(description === undefined ? {} : { description }),
  };
}

function described(stateMachine: Readonly<StateMachine>): Record<string, unknown> {
  const { name, definition, roleArn, revisionId, logging = NO_LOGGING, tracing = { enabled: false } } = stateMachine;
  const variables = variableReferences(definition);
  return {
    name,
    definition,
    roleArn,
    ...(Object.keys(variables).length === 0 ? {} : { variableReferences: variables }),
    loggingConfiguration: logging,
    tracingConfiguration: tracing,
    ...(revisionId === undefined ? {} : { revisionId }),
  };
}

/** [documentation: DescribeStateMachine, `includedData`, 2026-11] */
function included(answer: Record<string, unknown>, input: Input): object {
  if (input["includedData"] !== "METADATA_ONLY") return answer;
  const { definition: _, variableReferences: __, ...metadata } = answer;
  return metadata;
}

function list(store: Store, input: Input): object {
  const { items, more } = pageOf([...store.stateMachines.values()], input, {
    list: "state machines",
    key: ({ arn }) => arn,
  });
  const stateMachines = items.map(({ arn, name, type = "STANDARD", createdAt }) => ({
    stateMachineArn: arn,
    name,
    type,
    creationDate: epochSeconds(createdAt),
  }));
  return { stateMachines, ...more };
}
