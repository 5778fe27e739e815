import { Things } from "./things.ts";

/** A file that has to be on a machine. */
export interface MachineFile {
  readonly content: string;
  readonly mode?: string;
  readonly owner?: string;
}

/** A folder that git keeps, as far as scripts tell of it. */
export interface Repository {
  url: string | undefined;
  branch: string | undefined;
  /** Who brings it up to date. */
  user: string | undefined;
  /** Git is told to trust it, whoever owns it. */
  isTrusted: boolean;
  /** Whether a script clones it itself. */
  isCloned: boolean;
}

/** What scripts expect of the machine that they run on. */
export interface Expected {
  readonly files: Things<MachineFile>;
  /** By the folders that they are in. */
  readonly repositories: Things<Repository>;
  /** Programs that this machine does not have. */
  readonly programs: Things<null>;
  /** Calls of the AWS CLI, without `aws`. */
  readonly calls: { readonly state: string; readonly words: readonly string[] }[];
  /** To whom scripts give what. */
  readonly owners: Map<string, string>;
}

export function newExpected(): Expected {
  return { files: new Things(), repositories: new Things(), programs: new Things(), owners: new Map(), calls: [] };
}
