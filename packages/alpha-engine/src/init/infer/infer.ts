import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { isObject } from "@alpha-engine/definition/tree";

import type { Host } from "../host.ts";
import { bare, type Noted, object, objectOrNothing } from "../noted.ts";
import { readByCli } from "./aws-cli.ts";
import { type Box, boxesOf, withPlaces } from "./boxes.ts";
import { checkoutsNoted } from "./checkouts.ts";
import { type Expected, newExpected } from "./expected.ts";
import { IMAGE, imagesNoted } from "./images.ts";
import { expectedBy } from "./scripts.ts";
import { siblingsOf } from "./siblings.ts";
import { type StandIn, standInsOf } from "./stand-ins.ts";
import { keyOf, newStorage, type Storage, storageOf, type Table } from "./storage.ts";
import type { Studied } from "./study.ts";
import { statesText, Things } from "./things.ts";

/** All that definitions need to be rehearsed, with what is to be said of it. */
export interface Inferred {
  readonly config: Noted;
  /** What nobody can know, so that something was put in its place. */
  readonly toDo: readonly string[];
}

/** Everything is of this account and in this region, where the definitions name none. */
export interface Where {
  readonly account: string;
  readonly region: string;
}

/**
 * The configuration with which definitions are rehearsed.
 */
export function infer(all: readonly Studied[], where: Where, host: Host): Inferred {
  const storage = newStorage();
  const boxes = new Things<Box>();
  const expected = newExpected();
  for (const studied of all) {
    storageOf(studied, storage);
    boxesOf(studied, boxes);
    for (const { state, call, parameters } of studied.asked) {
      if (call.service !== "ssm" || call.action !== "sendCommand") continue;
      const script = scriptIn(parameters);
      if (script !== undefined) inScript(script, state.path, { expected, storage, host });
    }
  }
  const checkouts = checkoutsNoted(expected, host.repository);
  for (const { state, words } of expected.calls) readByCli(words, state, storage);
  const siblings = siblingsOf(all);
  const standIns = standInsOf(all, siblings);
  const topics = new Map(
    storage.topics.names.map((name) => [`arn:aws:sns:${where.region}:${where.account}:${name}`, name]),
  );
  const pipelines = all.map(
    (studied) =>
      [
        studied.name,
        pipelineOf(studied, { boxes, topics, siblings, own: all.length > 1 ? standIns.own : undefined }),
      ] as const,
  );
  const rehearsal = objectOrNothing([
    ["account", where.account === "000000000000" ? undefined : bare(where.account)],
    ["region", where.region === "us-east-1" ? undefined : bare(where.region)],
    ["boxes", boxesNoted(boxes)],
    ["images", imagesNoted(boxes.size > 0, storage, expected, checkouts)],
    ["buckets", bucketsNoted(storage)],
    ["topics", named(storage.topics)],
    ["queues", named(storage.queues)],
    ["tables", tablesNoted(storage)],
    ["parameters", parametersNoted(storage)],
    [
      "standIns",
      standInsNoted(
        all.length > 1
          ? standIns.shared
          : new Map([...standIns.shared, ...[...standIns.own.values()].flatMap((own) => [...own])]),
      ),
    ],
  ]);
  const config = object([
    ["pipelines", object(pipelines)],
    ["rehearsal", rehearsal],
  ]);
  const toDo = [
    ...[...standIns.shared, ...[...standIns.own.values()].flatMap((own) => [...own])].map(
      ([name]) => `standIns.${name}`,
    ),
    ...checkouts.madeUp,
    ...checkouts.files.map(([path]) => path).filter((path) => !path.endsWith("/.keep")),
  ];
  return { config, toDo };
}

function scriptIn(parameters: JsonObject): string | undefined {
  const given = isObject(parameters["Parameters"])
    ? (parameters["Parameters"]["commands"] ?? parameters["Parameters"]["Commands"])
    : undefined;
  if (typeof given === "string") return given;
  return Array.isArray(given) ? (given as readonly JsonValue[]).map(String).join("\n") : undefined;
}

interface Finding {
  readonly expected: Expected;
  readonly storage: Storage;
  readonly host: Host;
}

function inScript(script: string, state: string, { expected, storage, host }: Finding): void {
  expectedBy(script, state, expected, host);
  for (const [, bucket = ""] of script.matchAll(/\bs3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?=[/"'\s]|$)/g))
    storage.buckets.at(bucket, state, () => new Map());
}

/** What a pipeline is written down with. */
interface Around {
  readonly boxes: Things<Box>;
  readonly topics: ReadonlyMap<string, string>;
  readonly siblings: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, ReadonlyMap<string, StandIn>> | undefined;
}

function pipelineOf(
  { name, definition, substitutions, invented }: Studied,
  { boxes, topics, siblings, own }: Around,
): Noted {
  const input = withPlaces(invented.input, boxes, topics);
  const noteOf = (key: string): string | undefined => {
    const fields = invented.inputFields.filter(({ keys }) => keys[0] === key);
    const readBy = new Set(fields.flatMap((field) => field.readBy));
    const compared = [
      ...new Set(
        fields.flatMap((field) =>
          field.compared.map(({ operator, literal }) => `${operator} ${JSON.stringify(literal)}`),
        ),
      ),
    ];
    return `read by ${statesText(readBy)}${compared.length === 0 ? "" : `; ${compared.slice(0, 6).join(", ")}`}`;
  };
  const optional = invented.inputFields.filter(({ keys }) => keys.length === 1 && !Object.hasOwn(input, keys[0] ?? ""));
  const left = optional.map(({ keys, readBy }) => `${keys[0] ?? ""} (${statesText(readBy)})`);
  const mine = own?.get(name);
  const called = siblings.get(name);
  const made = object([
    ["definition", bare(definition)],
    ["stateMachineName", called === undefined || called === name ? undefined : bare(called, "as others start it")],
    [
      "substitutions",
      objectOrNothing(Object.entries(substitutions).map(([key, value]) => [key, bare(value)] as const)),
    ],
    [
      "input",
      Object.keys(input).length === 0 && left.length === 0
        ? undefined
        : object(
            Object.entries(input).map(([key, value]) => [key, bare(value, noteOf(key))] as const),
            left.length === 0 ? undefined : `may also hold, with a default in the definition: ${left.join(", ")}`,
          ),
    ],
    ["rehearsal", mine === undefined || mine.size === 0 ? undefined : object([["standIns", standInsNoted(mine)]])],
  ]);
  const { outcome } = invented;
  if (outcome === undefined || outcome.status === "SUCCEEDED") return made;
  return {
    ...made,
    note: `TODO: with what was made up it ends as ${outcome.status}${outcome.error === undefined ? "" : `, ${outcome.error}`}: ${(outcome.cause ?? "").slice(0, 300)}`,
  };
}

function boxesNoted(boxes: Things<Box>): Noted | undefined {
  const noted = boxes.entries.map(([name, { of, states }]) => {
    const fields = [
      ["imageId", bare(IMAGE)],
      ["instanceId", of.instanceId === undefined ? undefined : bare(of.instanceId)],
      ["tags", of.tags.size === 0 ? undefined : bare(Object.fromEntries(of.tags))],
      ["stopped", of.isStopped ? bare(true, "off at first: it is started before anything is sent to it") : undefined],
    ] as const;
    return [name, object(fields, statesText(states))] as const;
  });
  return objectOrNothing(noted);
}

function bucketsNoted({ buckets }: Storage): Noted | undefined {
  return objectOrNothing(
    buckets.entries.map(([name, { of, states }]) => {
      const objects = [...of].map(
        ([key, content]) => [key, bare({ content }, "TODO: an object to begin with")] as const,
      );
      return [name, object([["objects", objectOrNothing(objects)]], statesText(states))] as const;
    }),
  );
}

function named(things: Things<null>): Noted | undefined {
  return objectOrNothing(things.entries.map(([name, { states }]) => [name, bare({}, statesText(states))] as const));
}

function tablesNoted({ tables }: Storage): Noted | undefined {
  return objectOrNothing(
    tables.entries.map(([name, { of, states }]) => {
      const keys = [keyOf(of), of.sortKey].flatMap((key) => key?.split(":")[0] ?? []);
      const items = [...of.items.values()].filter((item) => keys.every((key) => Object.hasOwn(item, key)));
      return [
        name,
        object(
          [
            ["partitionKey", bare(keyOf(of), isGuessed(of) ? "TODO: nothing says which is its key" : undefined)],
            ["sortKey", of.sortKey === undefined ? undefined : bare(of.sortKey)],
            ["items", items.length === 0 ? undefined : bare(items)],
          ],
          statesText(states),
        ),
      ] as const;
    }),
  );
}

function isGuessed({ partitionKey }: Table): boolean {
  return partitionKey === undefined;
}

function parametersNoted({ parameters }: Storage): Noted | undefined {
  return objectOrNothing(
    parameters.entries.map(([name, { of, states }]) => {
      const { value, isSecret } = of;
      return [
        name,
        bare(isSecret ? { value, type: "SecureString" } : { value }, `TODO, for ${statesText(states)}`),
      ] as const;
    }),
  );
}

function standInsNoted(standIns: ReadonlyMap<string, StandIn>): Noted | undefined {
  return objectOrNothing(
    [...standIns].map(
      ([name, { answer, states, what }]) =>
        [name, object([["answer", bare(answer)]], `TODO ${what}; for ${statesText(states)}`)] as const,
    ),
  );
}
