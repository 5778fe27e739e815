import type { JsonValue } from "../json.ts";
import type { Compilation } from "../templates/compile.ts";
import type { Fields } from "./fields.ts";
import type { KnownFields } from "./known-fields.ts";
import type { MachineType, QueryLanguage, Scope } from "./machine.ts";

/** What the parsers of the parts share. */
export interface Context extends Compilation {
  readonly scopes: Map<string, Scope>;
  /** Names are unique over the whole machine: where each is. */
  readonly names: Map<string, string>;
  /** The same of the labels of distributed Maps. */
  readonly labels: Set<string>;
  /** The query language of the machine, and of every state that does not say its own. */
  readonly machineLanguage: QueryLanguage;
  readonly machineType: MachineType;
  /** Reads a branch or an item processor. */
  readonly parseScope: (value: JsonValue, pointer: string, known: KnownFields) => Scope | undefined;
}

/** What the parser of one state works with. */
export interface StateContext extends Context {
  readonly fields: Fields;
  readonly queryLanguage: QueryLanguage;
  /** What AWS puts before the names of these fields where an expression fails: `Choices[1]/`. @default "" */
  readonly within?: string;
}
