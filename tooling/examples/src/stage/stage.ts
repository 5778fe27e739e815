import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Place } from "../place.ts";
import type { Asked, Played } from "./player.ts";

/** Plays files of TypeScript one after another, quickly. */
export interface Stage {
  play(asked: Asked): Promise<Played>;
  close(): Promise<void>;
}

const PLAYER = fileURLToPath(new URL("player.ts", import.meta.url));

/** One process for many files, so that what they share is loaded once; a new one where a file ended it. */
export function openStage({ folder, env }: Place): Stage {
  let player: ChildProcess | undefined;
  return {
    play: async (asked) => {
      player ??= fork(PLAYER, { cwd: folder, env, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
      const playing = player;
      let beside = "";
      const hear = (text: Buffer): void => void (beside += text.toString());
      for (const stream of [playing.stdout, playing.stderr]) stream?.on("data", hear);
      const over = new AbortController();
      const answered = once(playing, "message", over).then(([played]) => played as Played);
      const gone = once(playing, "exit", over).then(([code, signal]) => {
        player = undefined;
        return { printed: `it ended the process with ${String(code ?? signal)}\n`, failed: true };
      });
      playing.send(asked);
      const played = await Promise.race([answered, gone]);
      over.abort();
      await Promise.allSettled([answered, gone]);
      for (const stream of [playing.stdout, playing.stderr]) stream?.off("data", hear);
      return { ...played, printed: played.printed + beside };
    },
    close: async () => {
      if (player === undefined) return;
      const ended = once(player, "exit");
      player.kill("SIGKILL");
      await ended;
    },
  };
}
