import { type OwnFiles, ownFiles } from "../own-files/own-files.ts";
import { HIDDEN } from "./boot-script.ts";
import { LAYERED } from "./own-path.ts";

/** What is read by name outside, or changed there at each boot: the instance has its own from the beginning. */
const COPIED = [
  ...["passwd", "group", "shadow", "gshadow", "subuid", "subgid"].map((name) => `etc/${name}`),
  "etc/skel/.aws",
  "root/.aws",
  "home/ec2-user/.aws",
];
/** Where the cloud writes while the instance runs: an overlay need not show that. */
export const WRITTEN_OUTSIDE: readonly string[] = ["var/lib/amazon", "var/lib/cloud", "var/log"];

/** The top folders of a layer, beside those that lie over this machine's. */
export function topsOf(base: string): readonly string[] {
  const entries = ownFiles(base).entries("/");
  const names = entries.filter(({ stats }) => stats.isDirectory()).map(({ name }) => name);
  return names.filter((name) => !LAYERED.includes(name));
}

/** Makes room in an instance's folder for lying over a layer. */
export function layOver(base: string, tops: readonly string[], files: OwnFiles): void {
  const layer = ownFiles(base);
  for (const path of COPIED) if (!files.has(path)) copy(layer, path, files);
  for (const top of tops) {
    files.makeFolder(top);
    files.makeFolder(`${HIDDEN}/work/${top}`);
  }
  for (const path of WRITTEN_OUTSIDE) files.makeFolder(path);
}

/** Files, and folders of files. */
function copy(from: OwnFiles, path: string, to: OwnFiles): void {
  const stats = from.stat(path);
  if (stats === undefined) return;
  const about = { mode: stats.mode & 0o7777, ...(process.getuid?.() === 0 && { ids: stats }) };
  if (stats.isDirectory()) {
    to.makeFolder(path, about);
    for (const name of from.names(path)) copy(from, `${path}/${name}`, to);
  } else to.write(path, from.read(path) ?? "", about);
}
