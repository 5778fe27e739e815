import { isDeepStrictEqual } from "node:util";

import type { Part } from "../../cloud/part.ts";
import { optionalNumber, optionalString, page, records, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { epochSeconds, findQualified, unqualified } from "./lookups.ts";
import type { Alias, Route, Store } from "./store.ts";

/** Aliases: names for one or two versions, with a share of the executions each. [documentation: botocore 1.43 model, 2026-11] */
export function aliasOperations(store: Store, { clock }: Part): JsonService["operations"] {
  return {
    CreateStateMachineAlias: async (input) => create(store, clock.now(), input),
    UpdateStateMachineAlias: async (input) => update(store, clock.now(), input),
    DescribeStateMachineAlias: async (input) => {
      const { arn, name, description, routes, createdAt, updatedAt } = findAlias(store, input);
      return {
        stateMachineAliasArn: arn,
        name,
        ...(description === undefined ? {} : { description }),
        routingConfiguration: routes,
        creationDate: epochSeconds(createdAt),
        updateDate: epochSeconds(updatedAt),
      };
    },
    ListStateMachineAliases: async (input) => list(store, input),
    DeleteStateMachineAlias: async (input) => {
      store.aliases.delete(findAlias(store, input).arn);
      return {};
    },
  };
}

/** Oldest first. */
export function aliasesOf(store: Store, arn: string): readonly Alias[] {
  return [...store.aliases.values()].filter((alias) => unqualified(alias.arn) === arn);
}

/** The version that one execution more is for. */
export function routedTo({ routes }: Alias, random: () => number): string {
  const at = random() * 100;
  let passed = 0;
  const taken = routes.find(({ weight }) => (passed += weight) > at) ?? routes.at(-1);
  return taken?.stateMachineVersionArn ?? "";
}

function create(store: Store, now: number, input: Input): object {
  const name = requiredString(input, "name");
  if (!/^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]{1,80}$/.test(name)) {
    throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
  }
  const routes = readRoutes(store, input);
  const arn = `${unqualified(routes[0]?.stateMachineVersionArn ?? "")}:${name}`;
  const description = optionalString(input, "description");
  const existing = store.aliases.get(arn);
  if (existing !== undefined && !(isDeepStrictEqual(existing.routes, routes) && existing.description === description)) {
    throw new ServiceError("ConflictException", `State Machine Alias already exists: '${arn}'`);
  }
  const createdAt = existing?.createdAt ?? now;
  const described = description === undefined ? {} : { description };
  store.aliases.set(arn, { arn, name, routes, createdAt, updatedAt: createdAt, ...described });
  return { stateMachineAliasArn: arn, creationDate: epochSeconds(createdAt) };
}

function update(store: Store, now: number, input: Input): object {
  const alias = findAlias(store, input);
  const description = optionalString(input, "description");
  const isRouted = input["routingConfiguration"] !== undefined;
  if (description === undefined && !isRouted) {
    throw new ServiceError("ValidationException", "Either description or routingConfiguration must be specified");
  }
  store.aliases.set(alias.arn, {
    ...alias,
    ...(description === undefined ? {} : { description }),
    ...(isRouted ? { routes: readRoutes(store, input) } : {}),
    updatedAt: now,
  });
  return { updateDate: epochSeconds(now) };
}

/** One or two versions of one state machine, a hundred per cent together. */
function readRoutes(store: Store, input: Input): readonly Route[] {
  const routes = records(input, "routingConfiguration").map((route) => ({
    stateMachineVersionArn: requiredString(route, "stateMachineVersionArn"),
    weight: optionalNumber(route, "weight") ?? 0,
  }));
  const machines = new Set(routes.map(({ stateMachineVersionArn }) => unqualified(stateMachineVersionArn)));
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  if (routes.length < 1 || routes.length > 2 || machines.size !== 1 || total !== 100) {
    throw new ServiceError(
      "ValidationException",
      "The routing configuration must name one or two versions of one state machine, with weights of 100 together",
    );
  }
  const missing = routes.find(({ stateMachineVersionArn }) => !store.versions.has(stateMachineVersionArn));
  if (missing === undefined) return routes;
  throw new ServiceError("ResourceNotFound", `Resource not found: '${missing.stateMachineVersionArn}'`);
}

function findAlias(store: Store, input: Input): Alias {
  const arn = requiredString(input, "stateMachineAliasArn");
  const found = store.aliases.get(arn);
  if (found === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
  return found;
}

/** Newest first; of a version, those that lead to it. */
function list(store: Store, input: Input): object {
  const { stateMachine, version } = findQualified(store, input);
  const found = aliasesOf(store, stateMachine.arn).filter(
    ({ routes }) =>
      version === undefined || routes.some(({ stateMachineVersionArn }) => stateMachineVersionArn === version.arn),
  );
  const { items, next } = page(
    found.toReversed(),
    optionalNumber(input, "maxResults") || 100,
    optionalString(input, "nextToken"),
  );
  return {
    stateMachineAliases: items.map(({ arn, createdAt }) => ({
      stateMachineAliasArn: arn,
      creationDate: epochSeconds(createdAt),
    })),
    ...(next === undefined ? {} : { nextToken: next }),
  };
}
