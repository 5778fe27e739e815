import type { StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "./context.ts";
import type { Preset } from "./preset.ts";
import type { Severity } from "./severity.ts";

/** A rule: one kind of defect, found in any definition by what it does and never by what it is called. */
export interface Rule {
  /** Stable, kebab-case. */
  readonly id: string;
  /** Of its findings, where one does not say its own. */
  readonly severity: Severity;
  /** The smallest preset that has it. */
  readonly preset: Preset;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** What comes of it. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
  /** Where the defect is known from: an incident or a document. */
  readonly known: string;
  readonly check: (context: LintContext) => Iterable<Found>;
}

/** A defect that a rule found. */
export interface Found {
  readonly message: string;
  /** Where more, or less, is known than the rule says. @default the rule's */
  readonly severity?: Severity | undefined;
  /** The state at fault; absent for the machine as a whole. */
  readonly state?: StateNode | undefined;
  /** JSON pointer. @default the state's */
  readonly pointer?: string | undefined;
  /** Other states that have to do with it. */
  readonly related?: readonly StateNode[] | undefined;
}
