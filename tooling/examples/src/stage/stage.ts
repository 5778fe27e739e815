import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Place } from "../place.ts";
import { type Asked, CURTAIN, FAILED_CURTAIN } from "./curtain.ts";

export interface Played {
  /** stdout and stderr together, of the file and of what it starts. */
  readonly printed: string;
  /** It threw, or ended the process. */
  readonly failed: boolean;
}

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
      const played = await playOn(player, asked);
      if (player.exitCode !== null || player.signalCode !== null) player = undefined;
      return played;
    },
    close: async () => {
      if (player === undefined) return;
      const ended = once(player, "exit");
      player.kill("SIGKILL");
      await ended;
    },
  };
}

async function playOn(player: ChildProcess, asked: Asked): Promise<Played> {
  let printed = "";
  const { promise, resolve } = Promise.withResolvers<Played>();
  const hear = (text: string): void => {
    printed += text;
    const parts = printed.split(new RegExp(`${CURTAIN}|${FAILED_CURTAIN}`));
    // One of stdout and one of stderr.
    if (parts.length > 2) resolve({ printed: parts.join(""), failed: printed.includes(FAILED_CURTAIN) });
  };
  const gone = (code: number | null, signal: string | null): void =>
    resolve({ printed: `${printed}it ended the process with ${String(code ?? signal)}\n`, failed: true });
  for (const stream of [player.stdout, player.stderr]) stream?.setEncoding("utf8").on("data", hear);
  player.once("close", gone);
  player.send(asked);
  try {
    return await promise;
  } finally {
    for (const stream of [player.stdout, player.stderr]) stream?.off("data", hear);
    player.off("close", gone);
  }
}
