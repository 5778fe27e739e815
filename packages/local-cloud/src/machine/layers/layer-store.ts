import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { lives } from "../lives.ts";
import { ownFiles } from "../own-files/own-files.ts";

/** Where layers are kept (XDG base directory specification 0.8, 2021). */
export function layersFolder(): string {
  const { XDG_CACHE_HOME: cache = "" } = process.env;
  return join(cache === "" ? join(homedir(), ".cache") : cache, "alpha-engine", "layers");
}

/** A new folder beside the layers, which becomes one of them at once or not at all. */
export async function beginLayer(): Promise<string> {
  const layers = layersFolder();
  await mkdir(layers, { recursive: true });
  return await mkdtemp(join(layers, `.making-${process.pid}-`));
}

/** Removes what processes have left that ended before a layer was whole, or while one was deleted. */
export async function sweepLayers(): Promise<void> {
  const folder = layersFolder();
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = /^\.(?:making|going)-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !lives(Number(pid))) ownFiles(folder).remove(name);
  }
}

/** Somebody else may have been quicker: then that one is taken. */
export async function keepLayer(making: string, hash: string): Promise<void> {
  try {
    await rename(making, join(layersFolder(), hash));
  } catch (error) {
    if (!existsSync(join(layersFolder(), hash))) throw error;
    await rm(making, { recursive: true, force: true });
  }
}

/** The layer, which nobody clears from now on as long as this process lives. */
export async function takeLayer(hash: string): Promise<string | undefined> {
  const layer = join(layersFolder(), hash);
  if (!existsSync(layer)) return undefined;
  await writeFile(`${layer}.used-by-${process.pid}`, "");
  return existsSync(layer) ? layer : undefined;
}

/** How many layers there are, and how many of them a living process uses. */
export interface Layers {
  readonly folder: string;
  readonly kept: number;
  readonly used: number;
}

/**
 * The prepared images that are kept on this machine.
 *
 * @example
 * ```ts example
 * import { keptLayers } from "@alpha-engine/local-cloud";
 *
 * const { folder } = await keptLayers();
 * console.log(folder.endsWith("alpha-engine/layers"));
 * ```
 * ```text output
 * true
 * ```
 */
export async function keptLayers(): Promise<Layers> {
  const folder = layersFolder();
  const names = await readdir(folder).catch(() => []);
  const hashes = names.filter(isHash);
  const used = usedOf(names);
  return { folder, kept: hashes.length, used: hashes.filter((hash) => used.has(hash)).length };
}

/**
 * Deletes the prepared images that nobody uses now, and says how many stay.
 *
 * @example
 * ```ts example
 * import { clearLayers } from "@alpha-engine/local-cloud";
 *
 * process.env["XDG_CACHE_HOME"] = "/tmp/no-such-cache";
 * console.log((await clearLayers()).kept);
 * ```
 * ```text output
 * 0
 * ```
 */
export async function clearLayers(): Promise<Layers> {
  const folder = layersFolder();
  const names = await readdir(folder).catch(() => []);
  const used = usedOf(names);
  for (const hash of names.filter(isHash)) {
    if (used.has(hash)) continue;
    // No longer there before it is no longer whole.
    const going = join(folder, `.going-${process.pid}-${hash}`);
    await rename(join(folder, hash), going);
    await rm(going, { recursive: true, force: true });
  }
  await sweepLayers();
  for (const name of names.filter((each) => USED.test(each))) {
    if (!used.has(USED.exec(name)?.[1] ?? "")) await rm(join(folder, name), { force: true });
  }
  return await keptLayers();
}

const USED = /^([0-9a-f]{64})\.used-by-(\d+)$/;

const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

function usedOf(names: readonly string[]): ReadonlySet<string> {
  const users = names.map((name) => USED.exec(name)).filter((match) => match !== null);
  return new Set(users.filter(([, , pid]) => lives(Number(pid))).map(([, hash = ""]) => hash));
}
