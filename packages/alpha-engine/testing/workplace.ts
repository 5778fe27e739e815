import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../dist/bin.js", import.meta.url));

/** A folder of files where `alpha-engine` is called, as a process. */
export interface Workplace extends Disposable {
  readonly folder: string;
  write(files: Readonly<Record<string, string | object>>): void;
  run(...argv: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  /** The same with this on stdin. */
  runWith(input: string, ...argv: readonly string[]): ReturnType<Workplace["run"]>;
  /** The same from a folder below. */
  runIn(below: string, ...argv: readonly string[]): ReturnType<Workplace["run"]>;
}

export function workplace(files: Readonly<Record<string, string | object>> = {}): Workplace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "alpha-engine-test-")));
  const write: Workplace["write"] = (written) => {
    for (const [path, content] of Object.entries(written)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
    }
  };
  const start = (cwd: string, argv: readonly string[], input?: string): ReturnType<Workplace["run"]> => {
    const options = { cwd, encoding: "utf8", ...(input === undefined ? {} : { input }) } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], options);
    return { code: status, stdout, stderr };
  };
  const runIn: Workplace["runIn"] = (below, ...argv) => start(join(folder, below), argv);
  write(files);
  return {
    folder,
    write,
    run: (...argv) => runIn(".", ...argv),
    runWith: (input, ...argv) => start(folder, argv, input),
    runIn,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A definition that adds one. */
export const ADDS_ONE = {
  TimeoutSeconds: 60,
  StartAt: "Add",
  States: { Add: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, End: true } },
};
