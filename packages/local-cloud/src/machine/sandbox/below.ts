import type { Below } from "../own-files/own-files.ts";
import { LAYERED_TOPS } from "./own-path.ts";

/** What an instance in namespaces sees below its own: the layer that its image was prepared as, and of this machine /usr and /etc. */
export function belowIn(base: string | undefined): readonly Below[] {
  const layer = base === undefined ? [] : [{ root: base, shows: () => true, isRead: true, isModel: true }];
  return [...layer, MACHINE];
}

const MACHINE: Below = {
  root: "/",
  shows: (path) => LAYERED_TOPS.includes(path.split("/")[0] ?? ""),
  isRead: false,
  isModel: true,
};
