import { readFileSync } from "node:fs";

import { AlphaEngineError } from "../errors.ts";

/** The text of a file, or of stdin for `-`, without a byte order mark; `shownAs` is what the user calls it. */
export function readText(file: string, shownAs: string = file): string {
  try {
    return (file === "-" ? readStdin() : readFileSync(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const hint = "paths of a configuration start at its folder, paths of the command line where it is called";
    throw new AlphaEngineError("FILE_UNREADABLE", `${shownAs} cannot be read: ${code}`, { cause, hint });
  }
}

/** Opened anew: our own may be one that does not wait for a slow writer. A socket cannot be opened anew. */
function readStdin(): string {
  try {
    return readFileSync("/dev/stdin", "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
    return readFileSync(0, "utf8");
  }
}

/** What a JSON or YAML file holds. */
export async function readData(file: string, shownAs: string = file): Promise<unknown> {
  const text = readText(file, shownAs);
  try {
    return file.endsWith(".json") ? JSON.parse(text) : (await import("yaml")).parse(text);
  } catch (cause) {
    const [first] = (cause as Error).message.split("\n");
    const expected = file.endsWith(".json") ? "JSON" : "JSON or YAML";
    throw new AlphaEngineError("FILE_UNREADABLE", `${shownAs}: expected ${expected}: ${first}`, { cause });
  }
}
