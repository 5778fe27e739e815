import { styleText } from "node:util";

import type { RehearsalEvent } from "@alpha-engine/rehearsal";

/** What happens in a rehearsal, while it does. */
export interface Progress {
  readonly onEvent: (event: RehearsalEvent) => void;
  /** Takes the live part off the screen. */
  readonly stop: () => void;
}

interface Running {
  readonly startedAt: number;
  doing: string;
}

const REFRESH_MS = 100;

/** Says what happens: on a terminal with a live part below, one line for each state at work; elsewhere plain lines. */
export function startProgress(stream: NodeJS.WriteStream): Progress {
  const running = new Map<string, Running>();
  const count = new StepCount();
  const isLive = stream.isTTY && process.env["TERM"] !== "dumb";
  let shown = 0;

  const clear = (): void => {
    if (shown > 0) stream.write(`\u001B[${shown}A\u001B[0J`);
    shown = 0;
  };
  const draw = (): void => {
    const lines = running.size === 0 ? [] : [`${" ".repeat(10)}${count.text}`, ...linesOf(running)];
    if (lines.length > 0) stream.write(`${lines.map((line) => line.slice(0, stream.columns - 1)).join("\n")}\n`);
    shown = lines.length;
  };
  const refresh = (): void => {
    clear();
    draw();
  };
  const timer = isLive ? setInterval(refresh, REFRESH_MS) : undefined;
  timer?.unref();

  return {
    onEvent: (event) => {
      note(event, running);
      count.note(event);
      const line = lineOf(event, count, stream);
      if (isLive) clear();
      stream.write(`${(event.wallMs / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
      if (isLive) draw();
    },
    stop: () => {
      clearInterval(timer);
      if (isLive) clear();
    },
  };
}

/** How many of the steps are done or skipped: `7 of 27`. */
class StepCount {
  #steps: ReadonlySet<string> = new Set();
  readonly #done = new Set<string>();

  note(event: RehearsalEvent): void {
    if (event.type === "stage-set") this.#steps = new Set(event.steps);
    if (event.type !== "state-ended" && event.type !== "state-skipped") return;
    if (this.#steps.has(event.state)) this.#done.add(event.state);
  }

  has(state: string): boolean {
    return this.#steps.has(state);
  }

  get text(): string {
    return `${this.#done.size} of ${this.#steps.size}`;
  }
}

function linesOf(running: ReadonlyMap<string, Running>): readonly string[] {
  return [...running].map(([state, { startedAt, doing }]) => {
    const elapsed = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    return `${elapsed} s  ${state}${doing === "" ? "" : `  ${doing}`}`;
  });
}

function note(event: RehearsalEvent, running: Map<string, Running>): void {
  if (event.type === "state-started") running.set(event.state, { startedAt: performance.now(), doing: "" });
  if (event.type === "state-ended") running.delete(event.state);
  if (event.type === "stopping") running.clear();
  if (event.type === "script") {
    const state = running.get(event.state);
    if (state !== undefined) state.doing = `${event.script} on ${event.instanceId}`;
  }
}

function lineOf(event: RehearsalEvent, count: StepCount, stream: NodeJS.WriteStream): string {
  switch (event.type) {
    case "stage-set":
      return `${event.executionName}: cloud at ${event.endpoint} (${event.sandbox}${event.network === "own" ? "" : ", with this machine's network, which is not a guard"}), everything in ${event.directory}`;
    case "state-started":
      return `${event.state}: started`;
    case "state-skipped":
      return `${event.state}: ${styleText("dim", "skipped", { stream })}${counted(event.state, count)}`;
    case "state-ended": {
      const code = event.exitCode === undefined || event.exitCode === 0 ? "" : ` with exit code ${event.exitCode}`;
      const isGood = event.status === "SUCCEEDED";
      const how = styleText(isGood ? "green" : "red", `${isGood ? "done" : "FAILED"}${code}`, { stream });
      const item = event.item === undefined ? "" : `[${event.item}]`;
      return `${event.state}${item}: ${how} after ${(event.tookMs / 1000).toFixed(1)} s${counted(event.state, count)}`;
    }
    case "instance":
      return `${event.state ?? "?"}: ${event.instanceId} ${event.what}`;
    case "script":
      return `${event.state}: ${event.script} on ${event.instanceId}`;
    case "fault":
      return `${event.state}: ${styleText("yellow", `fault: ${event.what}`, { stream })}`;
    case "notification":
      return `notification: ${event.subject}`;
    case "not-modelled":
      return `${event.state ?? "a program"}: ${styleText("red", `asked for ${event.asked}, which is not modelled`, { stream })}`;
    case "stopping":
      return "stopping everything";
  }
}

function counted(state: string, count: StepCount): string {
  return count.has(state) ? ` (${count.text})` : "";
}
