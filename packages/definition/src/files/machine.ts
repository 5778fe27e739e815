import type { MachineType } from "@alpha-engine/asl";

import type { Node } from "../source/node.ts";
import type { Place, Source } from "../source/place.ts";

/** A state machine that a file has, before its definition is read. */
export interface Machine {
  /** What it is called there; of a file that is nothing but a definition there is none. */
  readonly id?: string;
  readonly place: Place;
  readonly machineType?: MachineType | undefined;
  /** Whether it is one; otherwise nobody misses it where its definition cannot be told. @default true */
  readonly isSure?: boolean;
  /** Its definition; throws a `DefinitionError` where only what deploys it can tell it. */
  readonly definition: () => Promise<Node>;
}

/** The folder of a file, with the files that it names. */
export interface Folder {
  readonly path: string;
  /** The text of a file, by its path from here. */
  readonly source: (path: string) => Promise<Source>;
  /** The files of this folder whose names end so. */
  readonly beside: (ending: string) => Promise<readonly Source[]>;
  /** What a file holds that is JSON or YAML. */
  readonly node: (path: string) => Promise<Node>;
}

/** `EXPRESS` or `STANDARD`, if a text is one of them. */
export function machineTypeOf(text: string | undefined): MachineType | undefined {
  const word = text?.toUpperCase();
  return word === "EXPRESS" || word === "STANDARD" ? word : undefined;
}
