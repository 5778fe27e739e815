import { didYouMean } from "@alpha-engine/dialect";

import { LintError } from "./errors.ts";
import type { LintConfig } from "./rule/config.ts";
import { PRESETS } from "./rule/preset.ts";
import type { Rule } from "./rule/rule.ts";
import { SEVERITIES } from "./rule/severity.ts";

const KEYS = [
  "preset",
  "rules",
  "minSeverity",
  "exceptions",
  "lambdas",
  "invokable",
  "environment",
  "programs",
  "retiredModules",
];
const SETTINGS = [...SEVERITIES, "on", "off"];

/** Refuses a configuration that names rules which do not exist, or has exceptions without a reason. */
export function checkConfig(config: LintConfig, rules: readonly Rule[]): void {
  if (typeof config !== "object" || config === null || Array.isArray(config)) bad("expected an object");
  const ids = rules.map(({ id }) => id);
  for (const key of Object.keys(config))
    if (!KEYS.includes(key)) bad(`unknown key "${key}"${didYouMean(key, KEYS)}; known are ${KEYS.join(", ")}`);
  oneOf("preset", config.preset ?? PRESETS[0], PRESETS);
  oneOf("minSeverity", config.minSeverity ?? SEVERITIES[0], SEVERITIES);
  for (const [id, setting] of Object.entries(config.rules ?? {})) {
    known(id, ids);
    const { severity, reason } = typeof setting === "string" ? { severity: setting, reason: undefined } : setting;
    oneOf(`rules.${id}`, severity, SETTINGS);
    if (severity === "off" && !isReason(reason))
      bad(`rules.${id}: "off" needs a reason: {"severity": "off", "reason": "…"}`);
  }
  for (const [index, exception] of (config.exceptions ?? []).entries()) {
    if (typeof exception !== "object" || exception === null || typeof exception.rule !== "string")
      bad(`exceptions[${index}]: expected {"rule", "state", "reason"}`);
    known(exception.rule, ids);
    if (typeof exception.state !== "string") bad(`exceptions[${index}]: expected the name of a state, or "*"`);
    if (!isReason(exception.reason)) bad(`exceptions[${index}]: an exception needs a reason`);
  }
}

function known(id: string, ids: readonly string[]): void {
  if (!ids.includes(id)) bad(`no rule "${id}"${didYouMean(id, ids)}`);
}

function oneOf(key: string, word: unknown, words: readonly string[]): void {
  if (typeof word === "string" && words.includes(word)) return;
  const near = typeof word === "string" ? didYouMean(word, words) : "";
  bad(`${key}: expected one of ${words.join(", ")}, got ${JSON.stringify(word)}${near}`);
}

function isReason(reason: unknown): boolean {
  return typeof reason === "string" && reason.trim() !== "";
}

function bad(message: string): never {
  throw new LintError("BAD_CONFIG", `lint configuration: ${message}`, {
    hint: "mend the configuration; the README of this package lists every rule",
  });
}
