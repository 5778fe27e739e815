import type { WrittenLog } from "../record/conclude-record.ts";

/** What the metadata of a log says of what log-capture ran; nothing of another's object. */
export function captured(
  metadata: Readonly<Record<string, string>> | undefined,
): Pick<WrittenLog, "exitCode" | "command"> {
  const code = metadata?.["exit-code"];
  if (code === undefined || !/^\d+$/.test(code)) return {};
  const command = metadata?.["command"];
  return { exitCode: Number(code), ...(command === undefined ? {} : { command }) };
}
