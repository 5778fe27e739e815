import type { Job, JobEnd, NodeAgent } from "../../cloud/nodes.ts";
import { createScope, type Scope } from "../../cloud/scope.ts";
import { LATENCY } from "../../cloud/timings.ts";
import type { AgentOptions } from "./agent-options.ts";
import { toReply } from "./exit-status.ts";
import { type AgentState, runJob, type Slot } from "./run-job.ts";

/** Five commands at once on a node, five more wait there (appconfig/constants.go, agent 3.3, 2024-10). */
const AT_ONCE = 5;
const BUFFER = 5;
/** A command that keeps asking for a reboot is run again this often (CommandRetryLimit). */
const REBOOT_LIMIT = 15;
const EXIT_FOR_REBOOT = 194;
/** A reply that could not be sent for so long, in ms, is dropped (processor.go). */
const KEEPS_REPLIES = 7_200_000;

export interface Agent extends NodeAgent {
  /** While it is not connected its replies wait, two hours at most. */
  connect(connected: boolean): void;
  /** The machine reboots: what runs is cut off, and reported as a crash some time after. */
  rebooting(): void;
  /** The machine is gone: nothing replies any more. Resolves when nothing of the agent's work is under way. */
  die(): Promise<void>;
}

/** The SSM agent of one instance. While a command waits or runs, it holds the clock. */
export function createAgent(options: AgentOptions): Agent {
  const { clock } = options;
  const waiting: { readonly job: Job; readonly release: () => void }[] = [];
  const running = new Map<string, Slot>();
  const unsent: { readonly job: Job; readonly end: JobEnd; readonly at: number }[] = [];
  const life = createScope(clock, `the agent of ${options.instanceId}`);
  const gone = new AbortController();
  const state: AgentState = { gone: gone.signal, connected: true };

  const next = (): void => {
    while (life.isOpen() && running.size < AT_ONCE) {
      const taken = waiting.shift();
      if (taken === undefined) return;
      start(taken.job, taken.release);
    }
  };

  const start = (job: Job, release: () => void): void => {
    const slot: Slot = { cancelled: false, crashed: false, atWork: false, kill: undefined, release };
    running.set(job.commandId, slot);
    void life.run(() => finish(job, slot));
  };

  const finish = async (job: Job, slot: Slot): Promise<void> => {
    const end = await work(options, job, slot, state);
    running.delete(job.commandId);
    if (slot.crashed) life.later(options.crashReport, () => reply(job, CRASH), LATENCY);
    else reply(job, end);
    slot.release();
    next();
  };

  const reply = (job: Job, end: JobEnd): void => {
    if (!life.isOpen()) return;
    if (state.connected) job.ended(end);
    else unsent.push({ job, end, at: clock.now() });
  };

  return {
    hasRoom: () => running.size + waiting.length < AT_ONCE + BUFFER,
    deliver: (job) => {
      if (!life.isOpen()) return;
      waiting.push({ job: livingJob(job, life), release: clock.hold() });
      next();
    },
    cancel: (commandId) => {
      const slot = running.get(commandId);
      if (slot !== undefined) cancelSlot(slot);
      const at = waiting.findIndex(({ job }) => job.commandId === commandId);
      if (at >= 0) waiting.splice(at, 1)[0]?.release();
    },
    connect: (connected) => {
      state.connected = connected;
      if (!connected) return;
      for (const { job, end, at } of unsent.splice(0)) if (clock.now() - at < KEEPS_REPLIES) reply(job, end);
    },
    rebooting: () => {
      for (const slot of running.values()) slot.crashed ||= slot.atWork;
    },
    die: async () => {
      const quiet = life.close();
      gone.abort();
      const slots = [...running.values()];
      for (const { release } of [...waiting, ...slots]) release();
      waiting.length = 0;
      slots.forEach(cancelSlot);
      await quiet;
    },
  };
}

/** A job as a living agent has it: of one whose machine is gone the service hears nothing any more. */
function livingJob(job: Job, { isOpen }: Scope): Job {
  const { publish } = job;
  return {
    ...job,
    giveUp: () => isOpen() && job.giveUp(),
    started: (folder, reported) => isOpen() && job.started(folder, reported),
    ended: (end) => isOpen() && job.ended(end),
    ...(publish === undefined ? {} : { publish: (stream, lines) => isOpen() && publish(stream, lines) }),
  };
}

/** Runs a job to its end, again after each reboot that it asks for. */
async function work(options: AgentOptions, job: Job, slot: Slot, state: AgentState): Promise<JobEnd> {
  try {
    for (let run = 1; ; run += 1) {
      const sandbox = await options.on();
      slot.atWork = true;
      const end = await runJob({ ...options, sandbox }, job, slot, state);
      if (end.responseCode !== EXIT_FOR_REBOOT || run > REBOOT_LIMIT) return end;
      slot.atWork = false;
      await options.reboot();
    }
  } catch (error) {
    return toReply({ kind: "not-started", reason: (error as Error).message }, "", "");
  }
}

function cancelSlot(slot: Slot): void {
  slot.cancelled = true;
  slot.kill?.();
}

/** In the agent's own words, when the worker is gone after a restart (outofproc/master.go:29,148, agent 3.3, 2024-10). */
const CRASH: JobEnd = {
  status: "Failed",
  responseCode: 1,
  stdout: "",
  stderr:
    "document process failed unexpectedly: document worker is gone, check [ssm-document-worker]/[ssm-session-worker] log for crash reason",
};
