import { normalize } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import { OWN_FOLDERS } from "./sandbox.ts";
import { STAND_IN_FOLDER } from "./stand-ins/stand-in-folder.ts";

/** Refuses a path that the instance would not find at its own place. */
export function ownPath(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith(`/${STAND_IN_FOLDER}/`)) return clean;
  if (clean.startsWith("/") && OWN_FOLDERS.some((own) => clean.startsWith(`/${own}/`))) return clean;
  throw new LocalCloudError("LOCAL_CLOUD_IMAGE_PATH", `An image cannot hold the file ${path}`, {
    hint: `files lie below ${OWN_FOLDERS.map((own) => `/${own}`).join(", ")} and /${STAND_IN_FOLDER}; expose a folder of this machine for the rest`,
  });
}
