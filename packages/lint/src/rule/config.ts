import type { Preset } from "./preset.ts";
import type { Severity } from "./severity.ts";

/** How the rules are set, and what they know of the world around the definition. */
export interface LintConfig {
  /** Which rules are asked. @default "recommended" */
  readonly preset?: Preset;
  /**
   * By rule id, over the preset: a severity for all of its findings, `on` for those that it gives them itself, or `off`
   * with the reason. A rule that is named here is asked whatever the preset.
   */
  readonly rules?: Readonly<Record<string, Severity | "on" | RuleSetting>>;
  /** Findings below it are left out. @default "info" */
  readonly minSeverity?: Severity;
  /** Exceptions: findings that are wanted so, each with its reason. */
  readonly exceptions?: readonly LintException[];
  /** The functions that may be invoked, by name without alias: what they take and how long they may run. */
  readonly lambdas?: Readonly<Record<string, LambdaFacts>>;
  /** Resource patterns (`arn:aws:lambda:*:*:function:name-*`) that the execution role may invoke, or its policy document. */
  readonly invokable?: readonly string[] | Readonly<Record<string, unknown>>;
  /** Environment variables that every script must export. */
  readonly environment?: readonly string[];
  /** Programs with the options that every call must have: `{"log-capture": ["--slug"]}`. Matches a command or a `python -m` module. */
  readonly programs?: Readonly<Record<string, readonly string[]>>;
  /** `python -m` modules that the target cannot run, with what to run instead. */
  readonly retiredModules?: Readonly<Record<string, string>>;
}

/** The severity of a rule, with the reason. */
export interface RuleSetting {
  readonly severity: Severity | "on" | "off";
  /** Why: required for `off`. */
  readonly reason?: string;
}

/** A finding of one rule at one state that is wanted; one that nothing needs is noted in the report. */
export interface LintException {
  /** The rule's id. */
  readonly rule: string;
  /** The state, by name or by its way (`Parallel[0].Name`); every state with `*`. */
  readonly state: string;
  /** Why this is wanted. */
  readonly reason: string;
}

/** What is known of a Lambda function, for the rules that compare calls with it. */
export interface LambdaFacts {
  /** Seconds. */
  readonly timeoutSeconds?: number;
  /** The keys of its payload; `required` must be there, others than these may not. */
  readonly payload?: { readonly required?: readonly string[]; readonly optional?: readonly string[] };
}

export type LintSettings = Omit<LintConfig, "preset" | "rules" | "minSeverity" | "exceptions">;
