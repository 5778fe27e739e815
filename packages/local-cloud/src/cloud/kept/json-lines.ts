import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

export interface JsonLines {
  append(value: object): void;
  close(): Promise<void>;
}

/** One JSON document per line, appended in order. */
export function openJsonLines(file: string): JsonLines {
  const stream = createWriteStream(file, { flags: "a" });
  return {
    append: (value) => void stream.write(`${JSON.stringify(value)}\n`),
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
