import type { createProgram } from "@alpha-engine/command-line";

/** The command, or one of its subcommands. */
export type Program = ReturnType<typeof createProgram>;
