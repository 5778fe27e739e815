import { EXIT_CODES } from "@alpha-engine/dialect";
import { clearLayers, examineMachine, type MachineFinding } from "@alpha-engine/local-cloud";

export interface DoctorFlags {
  readonly json?: true;
  readonly clearLayers?: true;
}

const MARKS = { ok: "ok", missing: "MISSING", absent: "absent" } as const;

/** `alpha-engine doctor` */
export async function doctorCommand({ json, clearLayers: clears }: DoctorFlags): Promise<void> {
  if (clears === true) await clearLayers();
  const findings = await examineMachine();
  process.stdout.write(json === true ? `${JSON.stringify(findings, undefined, 2)}\n` : tableOf(findings));
  if (findings.some(({ status }) => status === "missing")) process.exitCode = EXIT_CODES.bad;
}

function tableOf(findings: readonly MachineFinding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .flatMap(({ name, status, says, mend }) => [
      `${name.padEnd(width)}  ${MARKS[status].padEnd(7)}  ${says}`,
      ...(mend === undefined ? [] : [`${" ".repeat(width + 11)}-> ${mend}`]),
    ])
    .map((line) => `${line}\n`)
    .join("");
}
