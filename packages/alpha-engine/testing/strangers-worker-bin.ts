import { main } from "../src/cli/main.ts";
import type { Done, Order } from "./strangers/pool.ts";

/** What is written meanwhile belongs to the command. */
let [stdout, stderr] = ["", ""];
const taken =
  (keep: (text: string) => void) =>
  (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    keep(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const written = more.find((each) => typeof each === "function") as (() => void) | undefined;
    written?.();
    return true;
  };

process.on("message", ({ argv }: Order) => {
  [stdout, stderr] = ["", ""];
  process.stdout.write = taken((text) => (stdout += text));
  process.stderr.write = taken((text) => (stderr += text));
  process.exitCode = 0;
  void main(argv).then(() => {
    process.stdout.removeAllListeners("error");
    process.send?.({ code: Number(process.exitCode ?? 0), stdout, stderr } satisfies Done);
  });
});
