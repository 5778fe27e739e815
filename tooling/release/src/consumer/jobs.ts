import { mkdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { type Example, findExamples, playExample } from "@alpha-engine/examples";

import { ReleaseCheckError } from "../errors.ts";
import { publishablePackages } from "../workspace/packages.ts";
import type { Command } from "./commands.ts";

/** An example of a package's README in which its command does real work. */
export interface Job {
  readonly command: string;
  /** The README and the line. */
  readonly where: string;
  readonly example: Example;
}

export interface JobPlace {
  /** Below which the examples are run: what they import is found from there. */
  readonly folder: string;
  /** Where the commands are, as it is added to the PATH. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The console examples of the READMEs that run the command of their package; every command has one. */
export async function jobsOf(root: string, commands: readonly Command[]): Promise<readonly Job[]> {
  const packages = publishablePackages(root);
  const jobs = commands.map(async ({ name, package: of }) => {
    const folder = packages.find(({ manifest }) => manifest.name === of)?.folder ?? root;
    const found = findExamples(await readFile(join(folder, "README.md"), "utf8")).filter(
      ({ kind, text }) => kind === "console" && new RegExp(`^.*[$(|&] ?${name} `, "m").test(text),
    );
    if (found.length === 0)
      throw new ReleaseCheckError(
        `the README of ${of} has no console example that runs ${name}: it is the real work that is done here with each command`,
      );
    return found.map((example) => ({ command: name, where: `${of}/README.md:${example.line}`, example }));
  });
  return (await Promise.all(jobs)).flat();
}

/** Each in a folder of its own; throws where one prints something else than its README says. */
export async function doJobs(jobs: readonly Job[], { folder, bin, env }: JobPlace): Promise<void> {
  const environment = { ...env, PATH: [bin, env.PATH].join(delimiter) };
  for (const [index, { command, where, example }] of jobs.entries()) {
    const place = join(folder, `job-${index}`);
    await mkdir(place, { recursive: true });
    const [wrong] = await playExample(example, { folder: place, env: environment });
    if (wrong === undefined) continue;
    throw new ReleaseCheckError(
      `the job of ${command}, ${where}: $ ${wrong.command}\nexpected:\n${wrong.written}\ngot:\n${wrong.printed}`,
    );
  }
}
