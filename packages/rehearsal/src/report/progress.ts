import type { RehearsalEvent } from "../events.ts";

export interface Progress {
  readonly onEvent: (event: RehearsalEvent) => void;
  /** Takes the live part off the screen. */
  stop(): void;
}

interface Running {
  readonly startedAt: number;
  doing: string;
}

const REFRESH_MS = 100;

/** Says what happens: on a terminal with a live part below, one line for each state at work; elsewhere plain lines. */
export function startProgress(stream: NodeJS.WriteStream): Progress {
  const running = new Map<string, Running>();
  const isLive = stream.isTTY && process.env.TERM !== "dumb";
  let shown = 0;

  const clear = (): void => {
    if (shown > 0) stream.write(`\u001B[${shown}A\u001B[0J`);
    shown = 0;
  };
  const draw = (): void => {
    const width = stream.columns - 1;
    const lines = [...running].map(([state, { startedAt, doing }]) => {
      const elapsed = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
      return `${elapsed} s  ${state}${doing === "" ? "" : `  ${doing}`}`.slice(0, width);
    });
    if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
    shown = lines.length;
  };
  const refresh = (): void => {
    clear();
    draw();
  };
  const timer = isLive ? setInterval(refresh, REFRESH_MS) : undefined;
  timer?.unref();

  return {
    onEvent(event) {
      note(event, running);
      const line = lineOf(event);
      if (line === undefined) return;
      if (isLive) clear();
      stream.write(`${(event.wallMs / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
      if (isLive) draw();
    },
    stop() {
      clearInterval(timer);
      if (isLive) clear();
    },
  };
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

function lineOf(event: RehearsalEvent): string | undefined {
  switch (event.type) {
    case "stage-set":
      return `${event.executionName}: cloud at ${event.endpoint} (${event.sandbox}), everything in ${event.directory}`;
    case "state-started":
      return `${event.state}: started`;
    case "state-skipped":
      return `${event.state}: skipped`;
    case "state-ended": {
      const code = event.exitCode === undefined || event.exitCode === 0 ? "" : ` with exit code ${event.exitCode}`;
      return `${event.state}: ${event.status === "SUCCEEDED" ? "done" : "FAILED"}${code} after ${(event.tookMs / 1000).toFixed(1)} s`;
    }
    case "instance":
      return `${event.state ?? "?"}: ${event.instanceId} ${event.what}`;
    case "script":
      return `${event.state}: ${event.script} on ${event.instanceId}`;
    case "fault":
      return `${event.state}: fault: ${event.what}`;
    case "notification":
      return `notification: ${event.subject}`;
    case "stopping":
      return "stopping everything";
  }
}
