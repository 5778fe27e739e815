import { inspect } from "node:util";

/** What the stage asks: run this file, in its folder. */
export interface Asked {
  readonly file: string;
  readonly folder: string;
}

export interface Played {
  readonly printed: string;
  /** It threw. */
  readonly failed: boolean;
}

const environment = { ...process.env };
let printed = "";
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    printed += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === "function") setImmediate(done as () => void);
    return true;
  };
}

process.on("message", ({ file, folder }: Asked) => void play(file, folder));

/** Examples share the process, and with it what they import; each has its own folder and a fresh environment. */
async function play(file: string, folder: string): Promise<void> {
  printed = "";
  process.chdir(folder);
  process.env = { ...environment };
  const failed = await import(file).then(
    () => false,
    (error: unknown) => {
      printed += `${inspect(error)}\n`;
      return true;
    },
  );
  setImmediate(() => process.send?.({ printed, failed } satisfies Played));
}
