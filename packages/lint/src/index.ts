export { lint } from "./lint.ts";
export type { ExceptedFinding, Finding, LintEffects, LintOptions, LintReport } from "./lint.ts";
export { toSarif } from "./report/sarif.ts";
export { toText } from "./report/text.ts";
export type { FileReport } from "./report/text.ts";
export type { LambdaFacts, LintConfig, LintException, RuleSetting } from "./rule/config.ts";
export type { Rule, Severity } from "./rule/rule.ts";
export { RULES as rules } from "./rules.ts";
