import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { isObject, type Tree } from "@alpha-engine/definition/tree";

import { AlphaEngineError } from "../errors.ts";

/** What a real execution was started with and what its tasks answered, by the ways of their states. */
export interface Recorded {
  readonly input: JsonObject | undefined;
  readonly answers: ReadonlyMap<string, JsonValue>;
  /** Where something was that looks like a secret. */
  readonly masked: readonly string[];
  /** The names of the states that it came to. */
  readonly states: ReadonlySet<string>;
}

/** An event, as GetExecutionHistory answers it. */
type Event = JsonObject;

/** What GetExecutionHistory answers, as the AWS CLI prints it, or the list of its events. */
export function readHistory(text: string, file: string): readonly Event[] {
  const hint = "give what aws stepfunctions get-execution-history --execution-arn ARN --include-execution-data prints";
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new AlphaEngineError("FILE_UNREADABLE", `${file} is not JSON: ${(cause as Error).message}`, { hint, cause });
  }
  const events = Array.isArray(value) ? (value as readonly JsonValue[]) : isObject(value) ? value["events"] : undefined;
  const all = Array.isArray(events) ? (events as readonly JsonValue[]).filter(isObject) : [];
  if (all.some((event) => typeof event["type"] === "string")) return all;
  throw new AlphaEngineError("FILE_UNREADABLE", `${file} is no history of an execution: it has no events`, { hint });
}

/** What of a history belongs to the states of a definition. */
export function recordedIn(events: readonly Event[], { states: all }: Tree): Recorded {
  const mask = new Mask();
  const byId = new Map(events.map((event) => [event["id"], event]));
  const paths = new Map(all.map(({ name, path }) => [name, path]));
  const answers = new Map<string, JsonValue>();
  const states = new Set<string>();
  let input: JsonObject | undefined;
  for (const event of events) {
    const entered = nameOf(event);
    if (entered !== undefined) states.add(entered);
    const { executionStartedEventDetails: started } = event;
    const begun = isObject(started) ? parsed(started["input"]) : undefined;
    if (isObject(begun)) input = mask.of(begun, "input") as JsonObject;
    const output = outputOf(event);
    const state = output === undefined ? undefined : stateOf(event, byId);
    const path = state === undefined ? undefined : paths.get(state);
    if (path !== undefined && output !== undefined) answers.set(path, mask.of(output, path));
  }
  return { input, answers, masked: mask.places, states };
}

/** How the state is called that an event enters. */
function nameOf(event: Event): string | undefined {
  const { stateEnteredEventDetails: details } = event;
  return isObject(details) && typeof details["name"] === "string" ? details["name"] : undefined;
}

/** What a task answered. */
function outputOf(event: Event): JsonValue | undefined {
  for (const key of [
    "taskSucceededEventDetails",
    "lambdaFunctionSucceededEventDetails",
    "activitySucceededEventDetails",
  ]) {
    const details = event[key];
    if (isObject(details)) return parsed(details["output"]);
  }
  return undefined;
}

function stateOf(event: Event, byId: ReadonlyMap<JsonValue | undefined, Event>): string | undefined {
  const seen = new Set<Event>();
  for (let at: Event | undefined = event; at !== undefined && !seen.has(at); at = byId.get(at["previousEventId"])) {
    const name = nameOf(at);
    if (name !== undefined) return name;
    seen.add(at);
  }
  return undefined;
}

function parsed(text: JsonValue | undefined): JsonValue | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const SECRET_NAME =
  /secret|passw(?:or)?d|api_?key|access_?key|private_?key|credential|authorization|(?:^|_|[a-z])token$|session_?token|connection_?string/i;
/** Keys of AWS, of GitHub, of Slack and of the usual APIs; PEM; a password in a URL; a signed token. */
const SECRET_VALUE =
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bsk-[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^\s/:@]+:[^\s/@]+@|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

/** Leaves out what looks like a secret, and remembers where it was. */
class Mask {
  readonly places: string[] = [];

  of(value: JsonValue, place: string): JsonValue {
    if (typeof value === "string") return SECRET_VALUE.test(value) ? this.#masked(place) : value;
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).map((item, index) => this.of(item, `${place}[${index}]`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const at = `${place}.${key}`;
        const isSecret = SECRET_NAME.test(key) && typeof inner === "string" && inner !== "";
        return [key, isSecret ? this.#masked(at) : this.of(inner, at)] as const;
      }),
    );
  }

  #masked(place: string): string {
    this.places.push(place);
    return "masked";
  }
}
