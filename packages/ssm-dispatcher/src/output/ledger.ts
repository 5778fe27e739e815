import { withoutGuardNote } from "../script/guard.ts";
import { restAfter } from "./rest-after.ts";
import type { StreamName } from "./stream.ts";

/** Who is told of the output. */
export interface OutputListeners {
  readonly onOutput?: ((stream: StreamName, text: string) => void) | undefined;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** What is known of one stream. */
export interface KnownOutput {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * What of a script's output has been shown, over all that brings some of it: the live feed, the end, a second send of the
 * same script. Each byte is shown once, in order for each stream.
 */
export interface OutputLedger {
  /** Whether anything has come while the script ran, which proves that it began. */
  readonly cameLive: boolean;
  /** What follows what came live before. */
  live(stream: StreamName, text: string): void;
  /** What is known at the end; what of it was not shown is shown now. Returns the stream's text as far as anybody knows. */
  complete(stream: StreamName, output: KnownOutput): string;
}

/** @param mark by which the guard around the script speaks, which is not the script's own output */
export function openLedger(mark: string | undefined, { onOutput, onNotice }: OutputListeners): OutputLedger {
  const shown: Record<StreamName, string> = { stdout: "", stderr: "" };
  let cameLive = false;
  const show = (stream: StreamName, text: string): void => {
    if (text === "") return;
    shown[stream] += text;
    onOutput?.(stream, text);
  };
  return {
    get cameLive() {
      return cameLive;
    },
    live(stream, text) {
      const own = stream === "stderr" && shown.stderr === "" ? withoutGuardNote(text, mark) : text;
      cameLive ||= own !== "";
      show(stream, own);
    },
    complete(stream, { text, isWhole }) {
      const own = stream === "stderr" ? withoutGuardNote(text, mark) : text;
      const before = shown[stream];
      // Where SSM kept the beginning only, or nothing of a script that was cut off, what came live says more.
      if (!isWhole && before.length > own.length) return before;
      const { rest, isConsistent } = restAfter(own, before);
      if (!isConsistent)
        onNotice?.(`what came live of ${stream} differs from what was kept; that follows from there on`);
      show(stream, rest);
      return own;
    },
  };
}
