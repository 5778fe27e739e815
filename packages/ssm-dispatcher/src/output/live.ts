import { explainFailure, isNamed } from "@alpha-engine/aws-calls";
import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

import type { ResolvedEffects } from "../effects.ts";
import type { OutputLedger } from "./ledger.ts";
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
  /** How many instances are followed at the same time, this one included: they share the quota. */
  readonly sideBySide: number;
  readonly onNotice: ((text: string) => void) | undefined;
}

export interface LiveFeed {
  /** Ends the following: at once, or when nothing new has come for a while. */
  end(how: "now" | "when quiet"): Promise<void>;
}

interface Cursor {
  readonly name: StreamName;
  token: string | undefined;
}

/** Follows a command's streams in CloudWatch Logs into the ledger, in order for each stream. */
export function followLive(source: LiveSource, ledger: OutputLedger, effects: ResolvedEffects): LiveFeed {
  const cursors: readonly Cursor[] = STREAMS.map((name) => ({ name, token: undefined }));
  const stopping = new AbortController();
  let isLost = false;
  const readAll = async (): Promise<boolean> => {
    let hasNew = false;
    for (const cursor of cursors) {
      for (let came = await next(source, cursor, effects); came !== ""; came = await next(source, cursor, effects)) {
        hasNew = true;
        ledger.live(cursor.name, came);
      }
    }
    return hasNew;
  };
  const tryToReadAll = async (): Promise<boolean> => {
    try {
      return await readAll();
    } catch (error) {
      const { isRetryable, name, message } = explainFailure(error);
      if (!isRetryable) {
        isLost = true;
        source.onNotice?.(`no live output: ${name}: ${message}`);
      }
      return false;
    }
  };
  const run = async (): Promise<void> => {
    for (let idle = 0; !stopping.signal.aborted && !isLost; idle += 1) {
      if (await tryToReadAll()) idle = 0;
      const pause = Math.min(IDLE_PAUSE_MS, PAUSE_MS + idle * 100);
      await effects.sleep(Math.max(pause, source.sideBySide * FAIR_PAUSE_MS), stopping.signal);
    }
  };
  const running = run();
  return {
    end: async (how) => {
      stopping.abort();
      await running;
      if (how === "now") return;
      const patience = effects.now() + 4 * QUIET_MS;
      for (let newAt = effects.now(); !isLost && effects.now() - newAt < QUIET_MS && effects.now() < patience;) {
        if (await tryToReadAll()) newAt = effects.now();
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
  const answer = await logs.send(request, effects.bounded()).catch((error: unknown) => {
    if (isNamed(error, "ResourceNotFound")) return undefined;
    throw error;
  });
  cursor.token = answer?.nextForwardToken ?? cursor.token;
  return (answer?.events ?? []).map(({ message = "" }) => withLineEnd(message)).join("");
}

/** An event is one line or several; the agent drops the last newline of the last one. */
function withLineEnd(message: string): string {
  return message.endsWith("\n") || Buffer.byteLength(message) === BUFFER_BYTES ? message : `${message}\n`;
}
