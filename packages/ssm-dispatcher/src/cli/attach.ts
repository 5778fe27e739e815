import { ExitError } from "@alpha-engine/command-line";

import { attach, cancel } from "../dispatch/attach.ts";
import { type DiagnosticsFlags, diagnosticsOf } from "./options.ts";
import { conclusion, pass, say } from "./report.ts";
import { cancelOnSignals } from "./signals.ts";

interface CommandFlags {
  readonly instanceId: string;
  readonly region?: string;
  readonly json?: boolean;
}

interface AttachFlags extends CommandFlags, DiagnosticsFlags {
  readonly pollInterval: number;
}

export async function runAttach(commandId: string, flags: AttachFlags): Promise<void> {
  const { instanceId, region, json, pollInterval } = flags;
  const signal = cancelOnSignals(() => [{ commandId, instanceId }]);
  const onOutput = json === true ? undefined : pass;
  const diagnostics = diagnosticsOf(flags);
  const options = { commandId, instanceId, pollInterval, diagnostics, signal, onOutput, onNotice: say };
  const result = await attach(options, { region });
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else conclusion(result).forEach(say);
  throw new ExitError(result.exitCode);
}

export async function runCancel(commandId: string, { instanceId, region, json }: CommandFlags): Promise<void> {
  const result = await cancel({ commandId, instanceId, onNotice: say }, { region });
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    say(result.outcome === "cancelled" ? `cancelled (${result.evidence})` : `it had ended: ${conclusion(result)[0]}`);
  throw new ExitError(result.outcome === "unknown" ? result.exitCode : 0);
}
