import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

import type { ResolvedEffects } from "../effects.ts";
import { readGuardNote } from "../script/guard.ts";
import type { StreamName } from "./stream.ts";

const DEFAULT_LOG_GROUP = "/aws/ssm/AWS-RunShellScript";
const STREAMS = ["stdout", "stderr"] as const;
/** The agent publishes about every second (cloudwatchlogsservice.go, agent 3.3, 2024-10). */
const PAUSE_MS = 1000;
const IDLE_PAUSE_MS = 3000;
/** GetLogEvents is limited to 25 calls a second in an account (documentation of its quotas). */
const FAIR_PAUSE_MS = 100;
/** How long nothing new must come before what the agent published last is taken to be in. */
const QUIET_MS = 2500;
/** Of a line that is longer than the agent's buffer the event ends with the buffer, not with the line. */
const BUFFER_BYTES = 200_000;

export interface LiveSource {
  readonly commandId: string;
  readonly instanceId: string;
  readonly logGroup: string | undefined;
  /** By which the guard around the script speaks, which is not the script's own output. */
  readonly mark: string | undefined;
  /** How many are followed side by side, itself included. */
  readonly company: number;
}

export interface LiveFeed {
  /** What has been passed on so far. */
  readonly shown: Readonly<Record<StreamName, string>>;
  /** Ends the following: at once, or when nothing new has come for a while. */
  end(how: "now" | "when quiet"): Promise<void>;
}

interface Cursor {
  readonly name: StreamName;
  token: string | undefined;
}

/** Follows a command's streams in CloudWatch Logs and passes their lines on, in order for each stream. */
export function followLive(
  source: LiveSource,
  onOutput: (stream: StreamName, text: string) => void,
  onNotice: (text: string) => void,
  effects: ResolvedEffects,
): LiveFeed {
  const shown = { stdout: "", stderr: "" };
  const cursors: readonly Cursor[] = STREAMS.map((name) => ({ name, token: undefined }));
  const stopping = new AbortController();
  let isLost = false;

  const turn = async (): Promise<boolean> => {
    let hasNew = false;
    for (const cursor of cursors) {
      for (let came = await next(source, cursor, effects); came !== ""; came = await next(source, cursor, effects)) {
        hasNew = true;
        const isFirst = cursor.name === "stderr" && shown.stderr === "";
        const text = isFirst ? readGuardNote(came, source.mark).stderr : came;
        shown[cursor.name] += text;
        onOutput(cursor.name, text);
      }
    }
    return hasNew;
  };
  const safeTurn = async (): Promise<boolean> => {
    try {
      return await turn();
    } catch (error) {
      const { name, message } = error as Error;
      if (/AccessDenied|UnrecognizedClient|InvalidParameter|UnknownOperation/.test(name)) {
        isLost = true;
        onNotice(`no live output: ${name}: ${message}`);
      }
      return false;
    }
  };
  const run = async (): Promise<void> => {
    for (let idle = 0; !stopping.signal.aborted && !isLost; idle += 1) {
      if (await safeTurn()) idle = 0;
      const pause = Math.min(IDLE_PAUSE_MS, PAUSE_MS + idle * 100);
      await effects.sleep(Math.max(pause, source.company * FAIR_PAUSE_MS), stopping.signal);
    }
  };
  const running = run();

  return {
    shown,
    end: async (how) => {
      stopping.abort();
      await running;
      if (how === "now") return;
      const patience = effects.now() + 4 * QUIET_MS;
      for (let newAt = effects.now(); !isLost && effects.now() - newAt < QUIET_MS && effects.now() < patience;) {
        if (await safeTurn()) newAt = effects.now();
        await effects.sleep(PAUSE_MS / 2);
      }
    },
  };
}

/** What has come since; empty when nothing has, or the stream is not there (yet): it is made with its first line. */
async function next(
  { commandId, instanceId, logGroup }: LiveSource,
  cursor: Cursor,
  effects: ResolvedEffects,
): Promise<string> {
  const logs = await effects.logs();
  const request = new GetLogEventsCommand({
    logGroupName: logGroup ?? DEFAULT_LOG_GROUP,
    logStreamName: `${commandId}/${instanceId}/aws-runShellScript/${cursor.name}`,
    startFromHead: true,
    nextToken: cursor.token,
  });
  const answer = await logs.send(request, effects.bounded()).catch((error: Error) => {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  });
  cursor.token = answer?.nextForwardToken ?? cursor.token;
  return (answer?.events ?? []).map(({ message = "" }) => withLineEnd(message)).join("");
}

/** An event is one line or several; the agent drops the last newline of the last one. */
function withLineEnd(message: string): string {
  return message.endsWith("\n") || Buffer.byteLength(message) === BUFFER_BYTES ? message : `${message}\n`;
}
