import type { Finding } from "../lint.ts";
import type { Rule } from "../rule/rule.ts";
import type { Severity } from "../rule/severity.ts";
import type { FileReport } from "./text.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/**
 * SARIF 2.1.0, as code hosts take it: a result for each finding; excepted ones as suppressed.
 *
 * @example
 * ```ts example
 * import { lint, rules, toSarif } from "@alpha-engine/lint";
 *
 * const report = await lint({ StartAt: "Done", States: { Done: { Type: "Succeed" }, Lost: { Type: "Succeed" } } });
 * const sarif = toSarif([{ file: "weekly.json", ...report }], rules, "1.0.0");
 * console.log(JSON.stringify(sarif).includes('"ruleId":"unreachable-state"'));
 * ```
 * ```text output
 * true
 * ```
 */
export function toSarif(
  reports: readonly FileReport[],
  rules: readonly Rule[],
  version: string,
): Readonly<Record<string, unknown>> {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "alpha-engine",
            version,
            semanticVersion: version,
            rules: rules.map(({ id, what, why, mend, severity }) => ({
              id,
              shortDescription: { text: what },
              fullDescription: { text: why },
              help: { text: mend },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: reports.flatMap(({ file, findings, excepted }) => [
          ...findings.map((finding) => resultOf(file, finding, indexes)),
          ...excepted.map((finding) => ({
            ...resultOf(file, finding, indexes),
            suppressions: [{ kind: "external", justification: finding.reason }],
          })),
        ]),
      },
    ],
  };
}

function resultOf(
  file: string,
  { file: own = file, rule, severity, message, pointer, line, column, path, mend }: Finding,
  indexes: ReadonlyMap<string, number>,
): Readonly<Record<string, unknown>> {
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule) ?? -1,
    level: LEVELS[severity],
    message: { text: `${path === undefined ? "" : `${path}: `}${message}. ${mend}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(own) }, region: { startLine: line, startColumn: column } },
        logicalLocations: [
          { fullyQualifiedName: pointer === "" ? "/" : pointer, ...(path === undefined ? {} : { name: path }) },
        ],
      },
    ],
    partialFingerprints: { "ruleAndPlace/v1": `${rule}:${path ?? pointer}` },
  };
}

/** Relative where it can be, with what a URI may not hold encoded. */
function uriOf(file: string): string {
  const path = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}
