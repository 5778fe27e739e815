import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a built command as a process of its own, under the Node that runs the tests. */
export async function runBuilt(bin: URL, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  try {
    const env = { ...process.env, ...environment };
    return { code: 0, ...(await promisify(execFile)(process.execPath, [fileURLToPath(bin), ...words], { env })) };
  } catch (error) {
    return error as Ended;
  }
}
