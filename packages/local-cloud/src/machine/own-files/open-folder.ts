import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync } from "node:fs";

/** A folder that is held, and cannot become another one meanwhile. */
export interface OpenFolder {
  /** What its entries are called by, with a slash and their name behind it. */
  readonly at: string;
  close(): void;
}

const LINUX = process.platform === "linux";
/** open(2), Linux 6.1; of x86-64 and arm64. Node has no name for it. */
const O_PATH = 0x20_0000;
const HELD = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Goes from `root` to the folder that these names lead to, one held folder after the other: a link among them is an error
 * (ENOTDIR), also one that takes a folder's place at that very moment. A folder that is
 * missing is made and handed to `made`, which gives it its mode and owner; without that it is an error. Where the kernel is no Linux, links are looked for and can be too late.
 */
export function openFolder(
  root: string,
  names: readonly string[],
  made?: (folder: OpenFolder, names: readonly string[]) => void,
): OpenFolder {
  let held = hold(root);
  try {
    for (const [index, name] of names.entries()) {
      const next = `${held.at}/${name}`;
      const opened = holdOrMake(next, made && ((folder) => made(folder, names.slice(0, index + 1))));
      held.close();
      held = opened;
    }
  } catch (error) {
    held.close();
    throw error;
  }
  return held;
}

function holdOrMake(path: string, made: ((folder: OpenFolder) => void) | undefined): OpenFolder {
  try {
    return hold(path);
  } catch (error) {
    if (made === undefined || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(path);
    const opened = hold(path);
    chmodSync(opened.at, 0o755);
    made(opened);
    return opened;
  }
}

function hold(path: string): OpenFolder {
  if (LINUX) {
    const descriptor = openSync(path, HELD);
    return { at: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) };
  }
  if (!lstatSync(path).isDirectory()) throw Object.assign(new Error(`${path} is no folder`), { code: "ENOTDIR" });
  return { at: path, close: () => {} };
}

/** Another opening of what is open, and of nothing else. */
export function openAgain(descriptor: number, flags: number): number {
  return openSync(LINUX ? `/proc/self/fd/${descriptor}` : `/dev/fd/${descriptor}`, flags);
}
