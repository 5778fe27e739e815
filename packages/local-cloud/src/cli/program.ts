import type { createProgram } from "@alpha-engine/command-line";

/** A command line that subcommands are added to. */
export type Program = ReturnType<typeof createProgram>;
