import { appendFileSync } from "node:fs";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { CommandFault } from "../options.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { captureOutput } from "./captured-output.ts";
import { type ScriptEnd, toReply } from "./exit-status.ts";
import type { Job, JobEnd } from "./job.ts";
import { runScript } from "./run-script.ts";
import { scriptEnvironment } from "./script-environment.ts";
import { type ScriptFile, writeScript } from "./script-file.ts";
import { uploadOutput } from "./upload-output.ts";

/** Five commands at once on a node, the others wait (appconfig/constants.go, agent 3.3, 2024-10). */
const AT_ONCE = 5;
/** A command that keeps asking for a reboot is run this often (CommandRetryLimit). */
const REBOOT_LIMIT = 15;
const EXIT_FOR_REBOOT = 194;

export interface Agent {
  deliver(job: Job): void;
  /** A running command is killed and replies; one that still waits is dropped and never replies (task/pool.go). */
  cancel(commandId: string): void;
  /** The machine is gone: nothing replies any more. Resolves when nothing of the agent's work is under way. */
  die(): Promise<void>;
}

export interface AgentOptions {
  readonly instanceId: string;
  readonly region: string;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** What leads a script to this cloud: endpoints, credentials. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly s3Endpoint: string;
  fault(commandId: string): CommandFault | undefined;
  /** Fills `{{ssm:name}}` in; throws when a name is not there. */
  resolve(text: string): string;
  reclaim(noticeSeconds: number | undefined): void;
  reboot(): Promise<void>;
}

/** A job at work. */
interface Slot {
  cancelled: boolean;
  /** Kills the script, once there is one. */
  kill: () => void;
  readonly release: () => void;
  readonly done: Promise<void>;
}

/** The SSM agent of one instance. While a command waits or runs, it holds the clock. */
export function createAgent(options: AgentOptions): Agent {
  const { clock } = options;
  const waiting: { readonly job: Job; readonly release: () => void }[] = [];
  const running = new Map<string, Slot>();
  let alive = true;

  const next = (): void => {
    while (alive && running.size < AT_ONCE) {
      const taken = waiting.shift();
      if (taken === undefined) return;
      start(taken.job, taken.release);
    }
  };

  const start = (job: Job, release: () => void): void => {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const slot: Slot = { cancelled: false, kill: () => {}, release, done };
    running.set(job.commandId, slot);
    void finish(job, slot).finally(resolve);
  };

  const finish = async (job: Job, slot: Slot): Promise<void> => {
    const end = await work(job, slot);
    running.delete(job.commandId);
    if (alive) job.ended(end);
    slot.release();
    next();
  };

  const work = async (job: Job, slot: Slot): Promise<JobEnd> => {
    try {
      for (let run = 1; ; run += 1) {
        const reply = await runOnce(options, job, slot, () => alive);
        if (reply.responseCode !== EXIT_FOR_REBOOT || run > REBOOT_LIMIT || !alive) return reply;
        await options.reboot();
      }
    } catch (error) {
      return toReply({ kind: "not-started", reason: (error as Error).message }, "", "");
    }
  };

  return {
    deliver: (job) => {
      waiting.push({ job, release: clock.hold() });
      next();
    },
    cancel: (commandId) => {
      const slot = running.get(commandId);
      if (slot !== undefined) cancelSlot(slot);
      const at = waiting.findIndex(({ job }) => job.commandId === commandId);
      if (at >= 0) waiting.splice(at, 1)[0]?.release();
    },
    die: async () => {
      alive = false;
      const slots = [...running.values()];
      for (const { release } of [...waiting, ...slots]) release();
      waiting.length = 0;
      slots.forEach(cancelSlot);
      await Promise.all(slots.map(({ done }) => done));
    },
  };
}

function cancelSlot(slot: Slot): void {
  slot.cancelled = true;
  slot.kill();
}

async function runOnce(options: AgentOptions, job: Job, slot: Slot, alive: () => boolean): Promise<JobEnd> {
  const { instanceId, sandbox } = options;
  const { commandId } = job;
  const fault = options.fault(commandId);
  const commands = job.commands.map((line) => options.resolve(line));
  const script = await writeScript(sandbox, instanceId, commandId, commands);
  const stdout = captureOutput(join(script.folder, "stdout"));
  const stderr = captureOutput(join(script.folder, "stderr"));
  const log = (line: string): void => appendFileSync(join(script.folder, "agent.log"), `${line}\n`);
  job.started(script.folder);
  let end: ScriptEnd = { kind: "cancelled" };
  try {
    if (fault?.kind === "exit") {
      stderr.write(Buffer.from(`local-cloud: the script was not run; a fault gave it exit code ${fault.code}\n`));
      end = { kind: "exited", code: fault.code };
    } else if (!slot.cancelled) {
      const run = await runScript({
        ...scriptOf(options, job, script),
        stdout,
        stderr,
        onFirstByte: () => {
          if (fault?.kind === "reclaim") reclaim(options, fault.noticeSeconds, log);
        },
      });
      slot.kill = () => run.cancel();
      if (slot.cancelled) run.cancel();
      end = await run.ended;
    }
  } finally {
    stdout.close();
    stderr.close();
  }
  if (job.output !== undefined && alive()) {
    await uploadOutput(options.s3Endpoint, script.folder, job.output, { commandId, instanceId }, log);
  }
  return toReply(end, stdout.head(), stderr.head());
}

function scriptOf(
  { instanceId, region, sandbox, clock, environment }: AgentOptions,
  job: Job,
  script: ScriptFile,
): Omit<Parameters<typeof runScript>[0], "stdout" | "stderr" | "onFirstByte"> {
  return {
    sandbox,
    clock,
    path: script.inside,
    folder: script.folder,
    workingDirectory: job.workingDirectory,
    environment: scriptEnvironment({ instanceId, commandId: job.commandId, region }, environment()),
    timeoutSeconds: executionTimeout(job.executionTimeout),
  };
}

/** An on-demand instance cannot be reclaimed: the fault is void, and the agent's log says so. */
function reclaim(options: AgentOptions, noticeSeconds: number | undefined, log: (line: string) => void): void {
  try {
    options.reclaim(noticeSeconds);
  } catch (error) {
    log((error as Error).message);
  }
}

/** Anything outside 5…172,800 or unreadable silently becomes an hour (pluginutil.go ValidateExecutionTimeout; boto3#2558). */
function executionTimeout(text: string): number {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 5 && seconds <= 172_800 ? seconds : 3600;
}
