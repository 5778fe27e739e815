import { normalize } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import { HIDDEN } from "./boot-script.ts";

/** Where the kernel, and not a disk, says what is there. */
const KERNEL_FOLDERS: readonly string[] = ["dev", "proc", "sys", HIDDEN];

/** A path of an image's file without detours. Refuses what no disk holds. */
export function ownPath(path: string): string {
  const clean = normalize(path);
  const [, top = "", ...rest] = clean.split("/");
  if (clean.startsWith("/") && !clean.endsWith("/") && top !== "" && !isKernels(top, rest)) return clean;
  throw new LocalCloudError("LOCAL_CLOUD_IMAGE_PATH", `An image cannot hold the file ${path}`, {
    hint: `expected an absolute path of a file, and none below ${KERNEL_FOLDERS.map((each) => `/${each}`).join(", ")}`,
  });
}

function isKernels(top: string, rest: readonly string[]): boolean {
  return KERNEL_FOLDERS.includes(top) || (rest.length === 0 && LAYERED_TOPS.includes(top));
}

/** What of an instance's root is this machine's, with what it changed over it; beside them, links into /usr. */
export const LAYERED: readonly string[] = ["usr", "etc"];
/** What is a link into /usr, on most machines. */
export const LINKED_TOPS: readonly string[] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];
export const LAYERED_TOPS: readonly string[] = [...LAYERED, ...LINKED_TOPS];
