import { watch } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** What an operating system was told to do with its machine. */
export type PowerRequest =
  | { readonly kind: "halt" | "reboot"; readonly delaySeconds: number }
  | { readonly kind: "cancel" };

/** The programs that press it, and the file of /run in which they leave their words. */
export const POWER_PROGRAMS: readonly string[] = ["shutdown", "poweroff", "halt", "reboot"];
export const POWER_FILE = "local-cloud.power";

/** Hears, from outside the instance, what its power programs are told. The answer stops listening. */
export function watchPowerButton(folder: string, press: (request: PowerRequest) => void): () => void {
  const file = join(folder, "run", POWER_FILE);
  const listen = async (): Promise<void> => {
    const words = await takeWords(file);
    if (words !== undefined) press(readWords(words));
  };
  const watcher = watch(join(folder, "run"), { persistent: false }, (_, name) => {
    if (name === POWER_FILE) void listen();
  });
  watcher.on("error", () => {});
  return () => watcher.close();
}

/** One write is more than one event: whoever gets to take the file away reads it. */
async function takeWords(file: string): Promise<string | undefined> {
  const taken = `${file}.taken`;
  try {
    await rename(file, taken);
    return (await readFile(taken, "utf8")).trim();
  } catch {
    return undefined;
  }
}

/** `shutdown -h +5`, `shutdown -r now`, `shutdown -c`, `poweroff`: without a time `shutdown` means in a minute. */
export function readWords(words: string): PowerRequest {
  const [program = "", ...args] = words.split(/\s+/);
  if (program === "shutdown" && args.includes("-c")) return { kind: "cancel" };
  const kind = program === "reboot" || args.some((arg) => arg === "-r" || arg === "--reboot") ? "reboot" : "halt";
  const minutes = args.map((arg) => /^\+?(\d+)$/.exec(arg)?.[1]).find((found) => found !== undefined);
  if (minutes !== undefined) return { kind, delaySeconds: Number(minutes) * 60 };
  const atOnce = program !== "shutdown" || args.includes("now");
  return { kind, delaySeconds: atOnce ? 0 : 60 };
}
