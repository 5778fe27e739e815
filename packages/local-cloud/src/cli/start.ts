import { integer } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import { DIRECTORY } from "./directory.ts";
import type { Program } from "./program.ts";
import type { RunOptions } from "./run-until-interrupted.ts";

interface StartFlags extends Omit<RunOptions, "name" | "allow" | "network"> {
  readonly allowOrigin?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly allowUnsigned?: true;
  readonly allowNetwork?: readonly string[];
}

/** Runs a cloud until it is interrupted. */
export function addStart(program: Program, name: string): void {
  const codes = exitCodeHelp(
    ["ok", "stopped in order"],
    ["bad", "it could not start"],
    ["usage", "usage: also a port or a folder that is taken, no such region, or a mistake in the seed file"],
  );
  program
    .command("start")
    .description("run it until interrupted")
    .option("--port <n>", "the router's port on 127.0.0.1, 0 for any free one", integer(0, 65_535), 0)
    .option("--dir <folder>", "where it keeps everything, also for the next start", DIRECTORY)
    .option("--region <name>", "where a request is for that says none: us-east-1, or what the seed says")
    .option("--account <digits>", "the account to which everything belongs: 000000000000, or what the seed says")
    .option("--seed <file>", "a JSON or YAML file of what it begins with: see the README")
    .option(
      "--rate <n>",
      "let time run this many times faster while something works, and jump when nothing does",
      integer(1, 100_000),
    )
    .option("--allow-origin <origin...>", "let pages of it call, such as http://localhost:3000")
    .option("--allow-host <name...>", "answer by this name too, such as host.docker.internal")
    .option("--allow-unsigned", "let requests in that are not signed")
    .option("--allow-network <host:port...>", "let instances reach it, such as pypi.org:443, or '*' for everything")
    .addHelpText("after", `\n${codes}`)
    .action(async ({ allowOrigin, allowHost, allowUnsigned, allowNetwork, ...options }: StartFlags) => {
      const { runUntilInterrupted } = await import("./run-until-interrupted.ts");
      const allow = { origins: allowOrigin ?? [], hosts: allowHost ?? [], unsigned: allowUnsigned ?? false };
      const network = allowNetwork && { network: { allow: allowNetwork } };
      await runUntilInterrupted({ ...options, ...network, name, allow });
    });
}
