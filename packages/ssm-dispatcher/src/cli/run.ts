import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { ExitError, UsageError } from "@alpha-engine/command-line";

import { dispatchMany } from "../dispatch/dispatch-many.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { DispatchOptions, ScriptOptions } from "../dispatch/options.ts";
import { submit } from "../dispatch/submit.ts";
import { type DiagnosticsFlags, diagnosticsOf } from "./options.ts";
import { conclusion, linePrinter, pass, say } from "./report.ts";
import { cancelOnSignals, type Sent } from "./signals.ts";

export interface RunFlags extends DiagnosticsFlags {
  readonly instanceId: readonly string[];
  readonly description: string;
  readonly timeout: number;
  readonly deliveryTimeout: number;
  readonly outputBucket?: string;
  readonly outputKeyPrefix?: string;
  readonly live?: boolean;
  readonly logGroup?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly allowSsmParameters?: boolean;
  readonly pollInterval: number;
  readonly region?: string;
  readonly detach?: boolean;
  readonly scriptFile?: string;
  readonly scriptStdin?: boolean;
  readonly json?: boolean;
}

export async function run(flags: RunFlags): Promise<void> {
  const [instanceId, ...others] = flags.instanceId;
  if (instanceId === undefined || new Set(flags.instanceId).size < flags.instanceId.length)
    throw new UsageError("give each --instance-id once");
  if (flags.detach === true && others.length > 0) throw new UsageError("--detach takes one --instance-id");
  const options = { ...(await scriptOptions(flags)), instanceId };
  if (flags.detach === true) await runDetached(options, flags);
  else if (others.length > 0) await runMany(options, flags);
  else await runOne(options, flags);
}

async function runOne(options: DispatchOptions, { json, region }: RunFlags): Promise<void> {
  const running: Sent[] = [];
  const result = await dispatch(
    {
      ...options,
      signal: cancelOnSignals(() => running),
      onSent: (commandId) => running.push({ commandId, instanceId: options.instanceId }),
      onOutput: json === true ? undefined : pass,
    },
    { region },
  );
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else conclusion(result).forEach(say);
  throw new ExitError(result.exitCode);
}

async function runMany(options: ScriptOptions, { instanceId: instanceIds, json, region }: RunFlags): Promise<void> {
  const running = new Map<string, Sent>();
  const printer = linePrinter();
  const { results, exitCode } = await dispatchMany(
    {
      ...options,
      instanceIds,
      signal: cancelOnSignals(() => [...running.values()]),
      onSent: (commandId, ids) => ids.forEach((instanceId) => running.set(instanceId, { commandId, instanceId })),
      onOutput: json === true ? undefined : (instanceId, stream, words) => printer.print(instanceId, stream, words),
      onResult: (result) => {
        running.delete(result.instanceId);
        printer.end(result.instanceId);
        if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
        else conclusion(result).forEach((line) => say(`${result.instanceId}: ${line}`));
      },
    },
    { region },
  );
  const good = results.filter(({ outcome }) => outcome === "succeeded").length;
  if (json !== true) say(`${good} of ${results.length} succeeded, exit code ${exitCode}`);
  throw new ExitError(exitCode);
}

async function runDetached(options: DispatchOptions, { json, region }: RunFlags): Promise<void> {
  const submitted = await submit(options, { region });
  const { instanceId } = options;
  if ("outcome" in submitted) {
    if (json === true) process.stdout.write(`${JSON.stringify(submitted)}\n`);
    else conclusion(submitted).forEach(say);
    throw new ExitError(submitted.exitCode);
  }
  const { commandId } = submitted;
  process.stdout.write(json === true ? `${JSON.stringify({ commandId, instanceId })}\n` : `${commandId}\n`);
}

async function scriptOptions(flags: RunFlags): Promise<ScriptOptions> {
  const { outputBucket: bucket, outputKeyPrefix, live, logGroup } = flags;
  if (bucket === undefined && outputKeyPrefix !== undefined)
    throw new UsageError("--output-key-prefix needs --output-bucket");
  if (live !== true && logGroup !== undefined) throw new UsageError("--log-group needs --live");
  return {
    description: flags.description,
    script: await readScript(flags),
    executionTimeout: flags.timeout,
    deliveryTimeout: flags.deliveryTimeout,
    environment: flags.env,
    output: bucket === undefined ? undefined : { bucket, prefix: outputKeyPrefix ?? "ssm-output" },
    live: live === true && { logGroup },
    idempotencyKey: flags.idempotencyKey,
    allowSsmParameters: flags.allowSsmParameters,
    diagnostics: diagnosticsOf(flags),
    pollInterval: flags.pollInterval,
    onNotice: say,
  };
}

async function readScript({ scriptFile, scriptStdin }: RunFlags): Promise<string> {
  if ((scriptFile === undefined) === (scriptStdin !== true))
    throw new UsageError("give exactly one of --script-file and --script-stdin");
  const script =
    scriptFile === undefined
      ? await text(process.stdin)
      : await readFile(scriptFile, "utf8").catch((error: Error) => {
          throw new UsageError(`cannot read the script: ${error.message}`);
        });
  if (script.trim() === "") throw new UsageError("the script is empty");
  return script;
}
