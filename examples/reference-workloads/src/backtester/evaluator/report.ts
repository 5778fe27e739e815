import { SECTIONS, type Finding } from "./sections.ts";
import { SECTION_NAMES, type SectionName } from "./skipped.ts";

export interface SectionReport extends Finding {
  /** `made`: by this run; `reused`: the step was skipped and its artifact of this run_date was there; `skipped`: it was not. */
  readonly status: "made" | "reused" | "skipped";
  /** Key of the manifest; null when skipped. */
  readonly key: string | null;
}

/** `report.json`. */
export interface Report {
  readonly schemaVersion: 1;
  readonly runDate: string;
  /** `partial` when any step was skipped and had left nothing. */
  readonly coverage: "whole" | "partial";
  readonly concerns: readonly string[];
  /** Whether the chosen strategy goes on from here, and why or why not. */
  readonly promotion: { readonly promoted: boolean; readonly reason: string };
  readonly sections: Readonly<Record<SectionName, SectionReport>>;
}

/** The report for people, as Markdown. */
export function renderReport({ runDate, coverage, concerns, promotion, sections }: Report): string {
  const lines = [
    `# Run of ${runDate}`,
    "",
    `Coverage: ${coverage}.`,
    "",
    `Promotion: ${promotion.reason}.`,
    "",
    "## To look at",
    "",
  ];
  lines.push(...(concerns.length === 0 ? ["Nothing."] : concerns.map((concern) => `- ${concern}`)));
  for (const name of SECTION_NAMES) {
    const { status, key, facts } = sections[name];
    lines.push("", `## ${SECTIONS[name].title}`, "", `${status}${key === null ? "" : `, \`${key}\``}`);
    const rows = Object.entries(facts).map(([fact, value]) => `| ${fact} | ${value} |`);
    if (rows.length > 0) lines.push("", "| fact | value |", "| --- | --- |", ...rows);
  }
  return `${lines.join("\n")}\n`;
}
