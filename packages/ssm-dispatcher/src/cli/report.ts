import type { StreamName } from "../output/stream.ts";
import type { DispatchResult } from "../verdict/result.ts";

/** For people: stdout is the script's. */
export function say(text: string): void {
  process.stderr.write(`${isWithinLine ? "\n" : ""}ssm-dispatcher: ${text}\n`);
  isWithinLine = false;
}

export function pass(stream: StreamName, text: string): void {
  process[stream].write(text);
  if (stream === "stderr" && text !== "") isWithinLine = !text.endsWith("\n");
}

/** The script's last words on stderr seldom end their line: the agent appends its own without one. */
let isWithinLine = false;

export interface LinePrinter {
  print(instanceId: string, stream: StreamName, text: string): void;
  /** Prints what is left of the instance's, also lines without an end. */
  end(instanceId: string): void;
}

/** Prints whole lines only, each behind the instance it comes from, so that those of many stay apart. */
export function linePrinter(write: (stream: StreamName, text: string) => void = pass): LinePrinter {
  const rests = new Map<string, string>();
  const print = (instanceId: string, stream: StreamName, text: string): void => {
    const key = `${instanceId} ${stream}`;
    const lines = `${rests.get(key) ?? ""}${text}`.split("\n");
    rests.set(key, lines.pop() ?? "");
    if (lines.length > 0) write(stream, lines.map((line) => `${instanceId} | ${line}\n`).join(""));
  };
  return {
    print,
    end: (instanceId) => {
      for (const stream of ["stdout", "stderr"] as const) {
        if ((rests.get(`${instanceId} ${stream}`) ?? "") !== "") print(instanceId, stream, "\n");
      }
    },
  };
}

/** The verdict on one line, and where the whole output is. */
export function conclusion(result: DispatchResult): readonly string[] {
  const { outcome, exitCode, evidence, outputUrls, outputIsWhole, started, commandId, instanceId } = result;
  const isOpen = outcome === "timed-out" || outcome === "unknown" || outcome === "instance-lost";
  const began = isOpen ? `, started: ${started}` : "";
  const lines = [`${outcome}, exit code ${exitCode} (${evidence}${began})`];
  if (!outputIsWhole) lines.push("the output above is not whole");
  if (outputUrls.length > 0) lines.push(`whole output: ${outputUrls.join(" ")}`);
  if (outcome === "unknown" && commandId !== undefined) {
    lines.push(`look again with: ssm-dispatcher attach ${commandId} --instance-id ${instanceId}`);
  }
  return lines;
}
