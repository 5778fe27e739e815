import type { ChildProcess } from "node:child_process";

import type { Image, ImageFile } from "../../cloud/image.ts";
import type { Line } from "../../cloud/network.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Answerer } from "./ask.ts";
import type { PowerRequest } from "./power-words.ts";

/** The machine an instance is: its own files and, killed together, all its processes. */
export interface Sandbox {
  /**
   * Starts it with its files in place; `press` hears when its operating system wants to shut down, or has ended, and
   * `answer` what its systemd is asked.
   */
  boot(press: (request: PowerRequest) => void, answer?: Answerer): Promise<void>;
  /** Starts a program in it: own process group. */
  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess;
  /** What it owns; what it sees of what lies below that can be read, too. */
  readonly files: OwnFiles;
  /** How a path of the instance has to be spelled in the programs that run in it. */
  insidePath(path: string): string;
  /** A script as it has to be written to mean in this sandbox what it means on a machine of its own. */
  adapt(script: string): string;
  /** Kills every process of it, also those that left their group. Resolves when they are gone. */
  kill(): Promise<void>;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where stdin comes from. @default /dev/null */
  readonly input?: number;
  /** Where stdout and stderr go. @default pipes */
  readonly output?: readonly [number | "pipe", number | "pipe"];
}

export interface SandboxSpec {
  readonly instanceId: string;
  readonly hostname: string;
  /** The folder that holds what the instance owns. */
  readonly folder: string;
  readonly files: Readonly<Record<string, ImageFile>>;
  readonly exposes: readonly string[];
  /** Finds the layer that its image was prepared as, which lies below what it changes. @default none */
  readonly base?: () => Promise<string>;
  /** Its way into the network of the cloud. @default this machine's network */
  readonly line?: Line;
  /** What the AWS CLI takes for its region where nothing else says one. @default none */
  readonly region?: string;
  /** What else its image says. @default {} */
  readonly image?: Pick<Image, "packages" | "sh"> & { readonly repositories?: Readonly<Record<string, string>> };
}

/** The top-level folders that an instance owns from the beginning. */
export const OWN_FOLDERS: readonly string[] = ["home", "var", "tmp", "opt", "root", "run", "srv"];

/** The file of /run in which an instance finds the address of its metadata service, where that is not AWS's. */
export const METADATA_FILE = "local-cloud.metadata";

/** The file of /run that says how many milliseconds the cloud's clock is ahead of this machine's. */
export const CLOCK_FILE = "local-cloud.clock";
