import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Keeps what a stand-in prints, line by line with its name, in the cloud's folder. */
export function keepPrinted(stream: Readable, name: string, directory: string): void {
  let rest = "";
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0)
      appendFileSync(join(directory, "stand-ins.log"), lines.map((line) => `${name}: ${line}\n`).join(""));
  };
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    write(lines);
  });
  stream.once("end", () => write(rest === "" ? [] : [rest]));
}
