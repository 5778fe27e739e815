import type { Definitions } from "@alpha-engine/asl/cli";

type Main = (
  argv: readonly string[],
  options: { readonly name: string; readonly definitions?: Definitions },
) => Promise<void>;

interface PassedOn {
  readonly description: string;
  readonly main: () => Promise<Main>;
  /** Whether the command's own word stays: `alpha-engine run` is the `run` of what it is passed on to. */
  readonly isSubcommand: boolean;
}

const asl = async (): Promise<Main> => (await import("@alpha-engine/asl/cli")).main;

/** What other packages have a command for: it is theirs, under our name. */
export const PASSED_ON: Readonly<Record<string, PassedOn>> = {
  run: { description: "run a definition in simulated time, tasks answered from a file", main: asl, isSubcommand: true },
  eval: { description: "evaluate an expression of the States Language", main: asl, isSubcommand: true },
  "test-state": { description: "run one state, as AWS's TestState does", main: asl, isSubcommand: true },
  cloud: {
    description: "the AWS endpoints on loopback: start, env, reclaim, capacity, fidelity",
    main: async () => (await import("@alpha-engine/local-cloud/cli")).main,
    isSubcommand: false,
  },
  pins: {
    description: "which package pins which version: who is behind, who floats",
    main: async () => (await import("@alpha-engine/pins/cli")).main,
    isSubcommand: false,
  },
};

/** Runs the command of another package; it finds definitions as our own commands do. */
export async function passOn(command: string, argv: readonly string[]): Promise<void> {
  const passedOn = PASSED_ON[command];
  if (passedOn === undefined) return;
  const main = await passedOn.main();
  if (!passedOn.isSubcommand) return await main(argv, { name: `alpha-engine ${command}` });
  const { DEFINITIONS } = await import("./definitions-passed-on.ts");
  await main([command, ...argv], { name: "alpha-engine", definitions: DEFINITIONS });
}
