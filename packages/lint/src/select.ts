import type { LintConfig } from "./rule/config.ts";
import { PRESETS } from "./rule/preset.ts";
import type { Rule } from "./rule/rule.ts";
import type { Severity } from "./rule/severity.ts";

/** A rule that is asked, and the severity that the configuration gives all of its findings. */
interface Selected {
  readonly rule: Rule;
  readonly severity: Severity | undefined;
}

/** The rules of the preset, without those that are off and with those that are named. */
export function selectRules(
  rules: readonly Rule[],
  { preset = "recommended", rules: settings = {} }: LintConfig,
): readonly Selected[] {
  const presets = PRESETS.slice(0, PRESETS.indexOf(preset) + 1);
  return rules.flatMap((rule) => {
    const setting = Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined;
    const said = typeof setting === "object" ? setting.severity : setting;
    if (said === "off" || (said === undefined && !presets.includes(rule.preset))) return [];
    return [{ rule, severity: said === "on" ? undefined : said }];
  });
}
