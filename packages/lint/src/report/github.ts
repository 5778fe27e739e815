import type { Severity } from "../rule/severity.ts";
import type { FileReport } from "./text.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/**
 * A workflow command for each finding, which GitHub Actions shows beside the line.
 *
 * @example
 * ```ts example
 * import { lint, toGithub } from "@alpha-engine/lint";
 *
 * const report = await lint({ StartAt: "Done", States: { Done: { Type: "Succeed" }, Lost: { Type: "Succeed" } } });
 * console.log(toGithub([{ file: "weekly.json", ...report }]).trimEnd());
 * ```
 * ```text output
 * ::error file=weekly.json,line=7,col=5,title=unreachable-state::Lost: no route leads to Lost
 * ```
 */
export function toGithub(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ file, findings }) =>
      findings.map(({ file: own = file, severity, line, column, rule, path, message }) => {
        const place = `file=${property(own)},line=${line},col=${column},title=${property(rule)}`;
        return `::${COMMANDS[severity]} ${place}::${data(path === undefined ? message : `${path}: ${message}`)}\n`;
      }),
    )
    .join("");
}

/** As the runner reads them back: https://github.com/actions/toolkit, packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
