import { isDeepStrictEqual } from "node:util";

import type { Part } from "../../cloud/part.ts";
import { optionalNumber, optionalString, records, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { pageOf } from "./listing.ts";
import { namedArn, epochSeconds, findQualified, unqualified } from "./lookups.ts";
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
      // One that is not there is deleted already. [LocalStack's recordings of AWS, test_delete_no_such_alias_arn, 2025]
      store.aliases.delete(namedArn(input, "stateMachineAliasArn", "stateMachine"));
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
  const routes = readRoutes(store, input);
  const arn = `${unqualified(routes[0]?.stateMachineVersionArn ?? "")}:${name}`;
  const description = optionalString(input, "description");
  const existing = store.aliases.get(arn);
  if (existing !== undefined && !(isDeepStrictEqual(existing.routes, routes) && existing.description === description)) {
    throw new ServiceError(
      "ConflictException",
      "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
    );
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

/** One or two versions of one state machine, a hundred per cent together. [LocalStack's recordings of AWS, test_error_create_alias_invalid_router_configs, 2025] */
function readRoutes(store: Store, input: Input): readonly Route[] {
  const routes = records(input, "routingConfiguration").map((route) => ({
    stateMachineVersionArn: requiredString(route, "stateMachineVersionArn"),
    weight: optionalNumber(route, "weight") ?? 0,
  }));
  const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const received = `Received: [${arns.join(", ")}]`;
  const weights = routes.map(({ weight }) => weight);
  if (!arns.every((arn) => /^arn:[^:]+:states:[^:]*:\d{12}:stateMachine:[^:]+:\d+$/.test(arn)))
    throw refusedRoutes(`must contain state machine version ARNs. ${received}`);
  if (new Set(arns).size < arns.length)
    throw refusedRoutes(`must contain distinct state machine version ARNs. ${received}`);
  if (new Set(arns.map(unqualified)).size > 1)
    throw refusedRoutes(`must contain versions of one state machine. ${received}`);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    const text = `Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`;
    throw new ServiceError("ValidationException", text);
  }
  if (!arns.every((arn) => store.versions.has(arn))) throw noSuchResource();
  return routes;
}

function refusedRoutes(what: string): ServiceError {
  return new ServiceError("ValidationException", `Routing configuration ${what}`);
}

function findAlias(store: Store, input: Input): Alias {
  const found = store.aliases.get(namedArn(input, "stateMachineAliasArn", "stateMachine"));
  if (found === undefined) throw noSuchResource();
  return found;
}

/** [LocalStack's recordings of AWS, test_update_no_such_alias_arn, 2025] */
function noSuchResource(): ServiceError {
  return new ServiceError("ResourceNotFound", "Request references a resource that does not exist.");
}

/** Oldest first; of a version, those that lead to it. [LocalStack's recordings of AWS, test_sfn_api_aliasing, 2025] */
function list(store: Store, input: Input): object {
  const { stateMachine, version } = findQualified(store, input);
  const found = aliasesOf(store, stateMachine.arn).filter(
    ({ routes }) =>
      version === undefined || routes.some(({ stateMachineVersionArn }) => stateMachineVersionArn === version.arn),
  );
  const { items, more } = pageOf(found, input, { list: `aliases ${stateMachine.arn}`, key: ({ arn }) => arn });
  return {
    stateMachineAliases: items.map(({ arn, createdAt }) => ({
      stateMachineAliasArn: arn,
      creationDate: epochSeconds(createdAt),
    })),
    ...more,
  };
}
