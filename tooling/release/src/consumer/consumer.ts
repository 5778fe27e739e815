import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { run, type Ran, type RunOptions } from "../process/run.ts";

/** A project outside the workspace that uses the packages as a stranger would: plain npm, exact versions. */
export interface Consumer {
  readonly folder: string;
  /** Where its installed commands are. */
  readonly bin: string;
  /** Writes `name` → exact version to package.json. */
  pin(dependencies: Readonly<Record<string, string>>): Promise<void>;
  /** `npm install` as on a machine that never saw the project: neither node_modules nor a lockfile. */
  install(): Promise<void>;
  /** Runs one of the commands that were installed. */
  run(command: string, args: readonly string[], options?: Partial<RunOptions>): Promise<Ran>;
  node(script: string): Promise<string>;
  /** The version that lies in node_modules. */
  installed(name: string): Promise<string>;
}

export async function createConsumer(
  folder: string,
  { scope, url }: { readonly scope: string; readonly url: string },
  options: Omit<RunOptions, "cwd">,
): Promise<Consumer> {
  await mkdir(folder, { recursive: true });
  const here = { ...options, cwd: folder };
  // Only ours come from the loopback; everything else from where this machine gets its packages.
  // A cache of its own: a port may have been used before, with other contents at the same addresses.
  const npmrc = [`${scope}:registry=${url}`, `cache=${join(folder, "..", "npm-cache")}`];
  await writeFile(join(folder, ".npmrc"), `${npmrc.join("\n")}\n`);
  const npmInstall = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-online"];
  const bin = join(folder, "node_modules", ".bin");
  return {
    folder,
    bin,
    pin: async (dependencies) => {
      const manifest = { name: "consumer", private: true, type: "module", dependencies: fromOurs(dependencies, url) };
      await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    },
    install: async () => {
      for (const part of ["node_modules", "package-lock.json"]) {
        await rm(join(folder, part), { recursive: true, force: true });
      }
      await run("npm", npmInstall, here);
    },
    run: (command, args, given) => run(join(bin, command), args, { ...here, ...given }),
    node: async (script) =>
      (await run(process.execPath, ["--input-type=module", "--eval", script], here)).stdout.trim(),
    installed: async (name) =>
      (JSON.parse(await readFile(join(folder, "node_modules", name, "package.json"), "utf8")) as { version: string })
        .version,
  };
}

/** npm takes a scope from a registry of its own, but not a single name: the one of ours that has no scope is asked for by address. */
function fromOurs(dependencies: Readonly<Record<string, string>>, url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => [
      name,
      name.startsWith("@") ? version : new URL(`${name}/-/${name}-${version}.tgz`, url).href,
    ]),
  );
}
