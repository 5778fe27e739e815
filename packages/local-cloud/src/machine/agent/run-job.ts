import { toMilliseconds } from "@alpha-engine/dialect";

import type { Job, JobEnd } from "../../cloud/nodes.ts";
import { holdLocks } from "../checkouts/hold-locks.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { type AgentOptions, MERGED } from "./agent-options.ts";
import { afterScript, befall, firstOutput, insteadOfScript, type Struck } from "./befall.ts";
import { captureOutput, type CapturedOutput, FLOODED } from "./captured-output.ts";
import { type ScriptEnd, toReply } from "./exit-status.ts";
import { liveOutput } from "./live-output.ts";
import { runScript } from "./run-script.ts";
import { scriptEnvironment } from "./script-environment.ts";
import { type ScriptFile, writeScript } from "./script-file.ts";
import { uploadOutput } from "./upload-output.ts";

/** A job at work. */
export interface Slot {
  cancelled: boolean;
  /** Its machine went down under it although it had not asked for that. */
  crashed: boolean;
  /** The machine has it; not while it has asked for a reboot, or waits for the end of one. */
  atWork: boolean;
  /** Kills the script, as long as one runs. */
  kill: (() => void) | undefined;
  readonly release: () => void;
}

/** The agent of a machine that is on. */
type OnMachine = AgentOptions & { readonly sandbox: Sandbox };

export interface AgentState {
  /** Aborted when the machine is gone. */
  readonly gone: AbortSignal;
  connected: boolean;
}

/** Runs the script once and says what the agent would reply. */
export async function runJob(options: OnMachine, job: Job, slot: Slot, state: AgentState): Promise<JobEnd> {
  const fault = job.fault();
  if (fault?.kind === "refused") {
    return { status: "Failed", statusDetails: fault.statusDetails, responseCode: -1, stdout: "", stderr: "" };
  }
  const { instanceId, sandbox } = options;
  if (fault?.kind === "pull" || (fault?.kind === "push" && fault.at === undefined)) await options.merge();
  if (fault?.kind === "pull") await holdLocks(options, fault.lasts);
  const { commandId } = job;
  const commands = job.commands.map((line) => job.resolve(line));
  const script = writeScript(options, commandId, commands);
  const log = (line: string): void => sandbox.files.append(`${script.folder}/agent.log`, `${line}\n`);
  const streams = [stream(options, job, script, "stdout"), stream(options, job, script, "stderr")] as const;
  const [stdout, stderr] = streams;
  job.started(sandbox.files.where(script.folder), state.connected);
  const struck: Struck = {
    options,
    job,
    timeoutSeconds: executionTimeout(job.executionTimeout),
    release: slot.release,
    onKill: (kill) => (slot.kill = kill),
    say: (line) => stderr.write(Buffer.from(line)),
    log,
  };
  if (fault?.kind === "clock-behind") options.fallBehind(toMilliseconds(fault.by, "by"));
  let end: ScriptEnd = { kind: "cancelled" };
  try {
    const instead = slot.cancelled ? undefined : await insteadOfScript(fault, struck);
    if (instead !== undefined) {
      end = instead;
    } else if (!slot.cancelled) {
      const ran = scriptOf(options, job, script);
      const run = await runScript({ ...ran, stdout, stderr, onFirstByte: () => firstOutput(fault, struck) });
      slot.kill = () => run.cancel();
      if (slot.cancelled) run.cancel();
      let stopped: ScriptEnd | undefined;
      const spare = befall(fault, (how) => ((stopped = how), run.cancel()), struck);
      const ended = await run.ended;
      spare();
      end = await afterScript(fault, stopped ?? ended, struck);
    }
  } finally {
    slot.kill = undefined;
    for (const each of streams) each.close();
    if (fault?.kind === "push" && fault.at === undefined) noteBehind(options, script);
  }
  if (job.output !== undefined && !state.gone.aborted) {
    const { gone: signal } = state;
    const refused = fault?.kind === "upload-refused";
    const upload = {
      s3: options.s3Endpoint,
      region: options.region,
      accessKeyId: job.accessKeyId,
      open: (name: string) => sandbox.files.open(`${script.folder}/${name}`),
      ...job.output,
      commandId,
      instanceId,
      refused,
      signal,
    };
    await uploadOutput(upload, log);
  }
  const heads =
    fault?.kind === "silent" ? [] : streams.map((each) => (fault?.kind === "truncated" ? FLOODED : each.head()));
  return toReply(end, heads[0] ?? "", heads[1] ?? "");
}

/** Which checkouts have not caught up with what somebody had merged, in `behind` beside the script. */
function noteBehind({ sandbox: { files }, checkouts }: OnMachine, { folder }: ScriptFile): void {
  const behind = checkouts.filter((path) => !files.has(`${path}/${MERGED}`));
  if (behind.length > 0)
    files.write(
      `${folder}/behind`,
      behind
        .map(
          (path) => `${path}
`,
        )
        .join(""),
    );
}

/** A stream of the script: in its file, and to CloudWatch Logs where that was asked for. */
function stream(
  { clock, sandbox }: OnMachine,
  { publish }: Job,
  { folder }: ScriptFile,
  name: "stdout" | "stderr",
): CapturedOutput {
  const captured = captureOutput(sandbox.files.openToWrite(`${folder}/${name}`, "new"));
  if (publish === undefined) return captured;
  const live = liveOutput(clock, (lines) => publish(name, lines));
  return {
    head: () => captured.head(),
    write: (chunk) => {
      captured.write(chunk);
      live.write(chunk);
    },
    close: () => {
      captured.close();
      live.close();
    },
  };
}

function scriptOf(
  { instanceId, region, sandbox, clock, environment }: OnMachine,
  job: Job,
  script: ScriptFile,
): Omit<Parameters<typeof runScript>[0], "stdout" | "stderr" | "onFirstByte"> {
  return {
    sandbox,
    clock,
    argv: script.argv,
    workingDirectory: job.workingDirectory,
    environment: scriptEnvironment(
      { instanceId, commandId: job.commandId, region },
      { ...environment(), AWS_ACCESS_KEY_ID: job.accessKeyId, BASH_ENV: script.hook },
    ),
    timeoutSeconds: executionTimeout(job.executionTimeout),
  };
}

/** Anything outside 5…172,800 or unreadable silently becomes an hour (pluginutil.go
 * ValidateExecutionTimeout, agent 3.3, 2024-10; boto3#2558). */
function executionTimeout(text: string): number {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 5 && seconds <= 172_800 ? seconds : 3600;
}
