import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A program that has a socket open. */
export interface Program {
  /** Its words. */
  readonly command: string;
  /** The command of SSM that started it, or one of those that it descends from. */
  readonly commandId?: string;
  /** The access key id that it was started with, or else the nearest of those that it descends from. */
  readonly accessKeyId?: string;
}

const LONGEST = 300;

/** Whose socket has that port, in the network namespace of process `pid`; `undefined` where it has ended, or cannot be seen. */
export function programBehind(pid: number, protocol: "tcp" | "udp", port: number): Program | undefined {
  const socket = socketOf(pid, protocol, port);
  const network = linkOf(`/proc/${pid}/ns/net`);
  if (socket === undefined || network === undefined) return undefined;
  // The youngest has done it: its parents have inherited nothing from it.
  const owner = numbersIn("/proc")
    .filter((each) => linkOf(`/proc/${each}/ns/net`) === network && hasOpen(each, socket))
    .at(-1);
  if (owner === undefined) return undefined;
  const words = textOf(`/proc/${owner}/cmdline`).split("\0").join(" ").trim();
  const commandId = inherited(owner, /(?:^|\0)SSM_COMMAND_ID=([^\0]+)/);
  const accessKeyId = inherited(owner, /(?:^|\0)AWS_ACCESS_KEY_ID=(LOCALCLOUD[^\0]+)/);
  return {
    command: words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words,
    ...(commandId === undefined ? {} : { commandId }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
}

/** The inode in proc(5)'s table of sockets, as `/proc/<pid>/fd` says it. */
function socketOf(pid: number, protocol: string, port: number): string | undefined {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const table of [protocol, `${protocol}6`]) {
    for (const line of textOf(`/proc/${pid}/net/${table}`).split("\n")) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(local) === true && fields[9] !== undefined && fields[9] !== "0") {
        return `socket:[${fields[9]}]`;
      }
    }
  }
  return undefined;
}

function hasOpen(pid: number, socket: string): boolean {
  return numbersIn(`/proc/${pid}/fd`).some((each) => linkOf(`/proc/${pid}/fd/${each}`) === socket);
}

/** What a process was started with says it, also where it has emptied its environment since; or what started it says it. */
function inherited(pid: number, variable: RegExp): string | undefined {
  for (let at = pid; at > 1 && at !== process.pid; at = parentOf(at)) {
    const own = variable.exec(textOf(`/proc/${at}/environ`))?.[1];
    if (own !== undefined) return own;
  }
  return undefined;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .toSorted((one, other) => one - other);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
