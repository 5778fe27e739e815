import { compare, gt, maxSatisfying } from "semver";

import type { Consumer, Use } from "./consumers/use.ts";
import type { Known, KnownVersions } from "./versions/known-versions.ts";
import { classify, type SpecifierKind } from "./versions/specifier.ts";

/**
 * `current`: pinned to the newest. `behind`: pinned, and a newer one is out. `ahead`: pinned beyond what `latest` says.
 * `missing`: pinned to a version that is not published. `unknown`: pinned, and what is newest could not be looked up.
 * `floats`: not pinned: the next install may give something else.
 */
export type Status = "current" | "behind" | "ahead" | "missing" | "unknown" | "floats";

/** A use, what it amounts to, and what it would get. */
export interface CheckedUse extends Use {
  readonly kind: SpecifierKind;
  readonly status: Status;
  /** What an install would give now; null where it cannot be told. */
  readonly gets: string | null;
  /** The newest release; null where it is not known. */
  readonly latest: string | null;
  /** Why something could not be told. */
  readonly unknown?: string;
}

/** What `pins --json` prints. */
export interface PinsReport {
  readonly schemaVersion: 1;
  /** Every consumer pins exactly, to versions that are not known to be missing. */
  readonly ok: boolean;
  readonly consumers: readonly { readonly file: string; readonly uses: readonly CheckedUse[] }[];
  readonly counts: Readonly<Record<Status, number>>;
}

/** Options of `checkPins`. */
export interface CheckPinsOptions {
  /** Where versions are looked up. */
  readonly known: KnownVersions;
}

/**
 * Judges every use. What cannot be looked up is said to be unknown; whether a use is exact needs no registry.
 *
 * @example
 * ```ts example
 * import { checkPins } from "@alpha-engine/pins";
 *
 * const uses = [{ name: "left-pad", spec: "^1.0.0", line: 3 }];
 * const known = async () => ({ versions: ["1.0.0", "1.3.0"], tags: { latest: "1.3.0" } });
 * const { ok, consumers } = await checkPins([{ file: "package.json", uses }], { known });
 * console.log(ok, consumers[0]?.uses[0]?.status, consumers[0]?.uses[0]?.gets);
 * ```
 * ```text output
 * false floats 1.3.0
 * ```
 */
export async function checkPins(consumers: readonly Consumer[], { known }: CheckPinsOptions): Promise<PinsReport> {
  const checked = await Promise.all(
    consumers
      .filter(({ uses }) => uses.length > 0)
      .map(async ({ file, uses }) => ({ file, uses: await Promise.all(uses.map((use) => check(use, known))) })),
  );
  const counts: Record<Status, number> = { current: 0, behind: 0, ahead: 0, missing: 0, unknown: 0, floats: 0 };
  for (const { status } of checked.flatMap(({ uses }) => uses)) counts[status] += 1;
  return { schemaVersion: 1, ok: counts.floats + counts.missing === 0, consumers: checked, counts };
}

async function check(use: Use, lookUp: KnownVersions): Promise<CheckedUse> {
  const { kind, value } = classify(use.spec);
  const named = use.name !== use.spec;
  const known = named ? await lookUp(use.name) : "the address does not name a package";
  if (typeof known === "string") {
    const pinned = kind === "exact" && use.doubt === undefined;
    return {
      ...use,
      kind,
      status: pinned ? "unknown" : "floats",
      gets: pinned ? value : null,
      latest: null,
      unknown: known,
    };
  }
  const latest = known.tags.latest ?? null;
  const gets = whatComes(kind, value, known);
  const status = kind === "exact" && use.doubt === undefined ? statusOf(value, known, latest) : "floats";
  return { ...use, kind, status, gets, latest };
}

function whatComes(kind: SpecifierKind, value: string, { versions, tags }: Known): string | null {
  if (kind === "exact") return versions.includes(value) ? value : null;
  if (kind === "none") return tags.latest ?? null;
  if (kind === "tag") return tags[value] ?? null;
  return kind === "range" ? maxSatisfying([...versions], value) : null;
}

/** Of a use that is pinned. */
function statusOf(value: string, { versions }: Known, latest: string | null): Status {
  if (!versions.includes(value)) return "missing";
  if (latest === null || compare(value, latest) === 0) return "current";
  return gt(value, latest) ? "ahead" : "behind";
}
