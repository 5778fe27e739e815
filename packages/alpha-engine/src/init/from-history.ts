import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { isObject, type Tree } from "@alpha-engine/definition/tree";
import type { Fact } from "@alpha-engine/run-record";

import { keyIn } from "../config/key-in.ts";

/** What a real execution was started with and what its tasks answered, by the ways of their states. */
export interface Recorded {
  readonly input: JsonObject | undefined;
  readonly answers: ReadonlyMap<string, JsonValue>;
  /** Where something was that looks like a secret. */
  readonly masked: readonly string[];
  /** The names of the states that it came to. */
  readonly states: ReadonlySet<string>;
}

/** What of an execution belongs to the states of a definition. */
export function recordedIn(facts: readonly Fact[], { states: all }: Tree): Recorded {
  const mask = new Mask();
  const paths = new Map(all.map(({ name, path }) => [name, path]));
  const answers = new Map<string, JsonValue>();
  const states = new Set<string>();
  let input: JsonObject | undefined;
  for (const fact of facts) {
    if (fact.type === "state") states.add(fact.state);
    if (fact.type === "end" && isObject(fact.input)) input = mask.of(fact.input, "input") as JsonObject;
    const path = fact.type === "attempt" && fact.phase === "succeeded" ? paths.get(fact.state) : undefined;
    if (path !== undefined && fact.type === "attempt") answers.set(path, mask.of(fact.output as JsonValue, path));
  }
  return { input, answers, masked: mask.places, states };
}

const SECRET_NAME =
  /secret|passw(?:or)?d|api_?key|access_?key|private_?key|credential|authorization|(?:^|_|[a-z])token$|session_?token|connection_?string/i;
/** Beside keys: a password in a URL, a signed token. */
const SECRET_VALUE = /:\/\/[^\s/:@]+:[^\s/@]+@|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

function isSecret(text: string): boolean {
  return SECRET_VALUE.test(text) || keyIn(text) !== undefined;
}

/** Leaves out what looks like a secret, and remembers where it was. */
class Mask {
  readonly places: string[] = [];

  of(value: JsonValue, place: string): JsonValue {
    if (typeof value === "string") return isSecret(value) ? this.#masked(place) : value;
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).map((item, index) => this.of(item, `${place}[${index}]`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const at = `${place}.${key}`;
        const isNamed = SECRET_NAME.test(key) && typeof inner === "string" && inner !== "";
        return [key, isNamed ? this.#masked(at) : this.of(inner, at)] as const;
      }),
    );
  }

  #masked(place: string): string {
    this.places.push(place);
    return "masked";
  }
}
