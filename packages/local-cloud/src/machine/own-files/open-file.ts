import { closeSync, constants, fstatSync, openSync } from "node:fs";

/** Opens no link and waits for nobody. */
export const SAFELY: number = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a file, and nothing that only looks like one: no pipe, no device. */
export function openFile(at: string, flags: number, mode?: number): number {
  const descriptor = openSync(at, SAFELY | flags, mode);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${at} is no file`);
}

/** Uses what is open and closes it. */
export function using<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
