import type { Part } from "../../cloud/part.ts";
import { optionalString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { aliasesOf } from "./alias-operations.ts";
import { pageOf } from "./listing.ts";
import { namedArn, epochSeconds, findStateMachine, stateMachineArn, unqualified } from "./lookups.ts";
import type { StateMachine, Store, Version } from "./store.ts";

/** Versions: revisions of a state machine that stay as they are. [documentation: botocore 1.43 model, 2026-11] */
export function versionOperations(store: Store, { clock }: Part): JsonService["operations"] {
  return {
    PublishStateMachineVersion: async (input) => {
      const stateMachine = findStateMachine(store, input);
      checkRevision(stateMachine, optionalString(input, "revisionId"));
      const { arn, createdAt } = publishVersion(store, stateMachine, optionalString(input, "description"), clock.now());
      return { stateMachineVersionArn: arn, creationDate: epochSeconds(createdAt) };
    },
    ListStateMachineVersions: async (input) => list(store, input),
    DeleteStateMachineVersion: async (input) =>
      remove(store, namedArn(input, "stateMachineVersionArn", "stateMachine")),
  };
}

/** A revision is published once: a second time answers with the version that it has. */
export function publishVersion(
  store: Store,
  stateMachine: StateMachine,
  description: string | undefined,
  createdAt: number,
): Version {
  const existing = versionsOf(store, stateMachine.arn).findLast(
    (version) => version.stateMachine.revisionId === stateMachine.revisionId,
  );
  if (existing !== undefined) return existing;
  const number = (stateMachine.lastVersion ?? 0) + 1;
  const version: Version = {
    arn: `${stateMachine.arn}:${number}`,
    number,
    stateMachine: { ...stateMachine },
    ...(description === undefined ? {} : { description }),
    createdAt,
  };
  stateMachine.lastVersion = number;
  store.stateMachines.set(stateMachine.arn, stateMachine);
  store.versions.set(version.arn, version);
  return version;
}

/** Oldest first. */
export function versionsOf(store: Store, arn: string): readonly Version[] {
  return [...store.versions.values()].filter((version) => unqualified(version.arn) === arn);
}

/** In the words of LocalStack, whose tests were checked against AWS (provider.py, 2025); INITIAL is before the first update. */
function checkRevision({ revisionId = "INITIAL" }: StateMachine, expected: string | undefined): void {
  if (expected === undefined || expected === revisionId) return;
  throw new ServiceError(
    "ConflictException",
    `Failed to publish the State Machine version for revision ${expected}. The current State Machine revision is ${revisionId}.`,
  );
}

/** Newest first. */
function list(store: Store, input: Input): object {
  const machine = stateMachineArn(input);
  const { items, more } = pageOf(versionsOf(store, machine).toReversed(), input, {
    list: `versions ${machine}`,
    key: ({ arn }) => arn,
  });
  return {
    stateMachineVersions: items.map(({ arn, createdAt }) => ({
      stateMachineVersionArn: arn,
      creationDate: epochSeconds(createdAt),
    })),
    ...more,
  };
}

/** A version that is not there is deleted already; one that an alias names stays. */
function remove(store: Store, arn: string): object {
  const users = aliasesOf(store, unqualified(arn)).filter(({ routes }) =>
    routes.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
  );
  if (users.length > 0) {
    throw new ServiceError(
      "ConflictException",
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map(({ name }) => name).join(", ")}]`,
    );
  }
  store.versions.delete(arn);
  return {};
}
