import { explainFailure } from "@alpha-engine/aws-calls";

import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { type Candidate, KINDS, type Kind } from "./kinds.ts";

/** Whether something is taken, as of when it is overdue, and who is told what could not be looked for. */
export interface ReapOptions extends CallOptions {
  /** Really take; otherwise only say. @default false */
  readonly apply?: boolean | undefined;
  /** @default now */
  readonly at?: Date | undefined;
  /** Called with each kind that could not be listed; the others are gone through all the same. */
  readonly onUnlisted?: ((unlisted: Unlisted) => void) | undefined;
}

/** Something past its own deadline, and why it may go. */
export interface Overdue {
  readonly kind: Kind;
  readonly id: string;
  readonly runId: string | undefined;
  readonly purpose: string | undefined;
  readonly deadline: Date;
  readonly why: string;
  /** It is gone, or going. */
  readonly taken: boolean;
  /** It was not what had been listed any more, so it was left alone. */
  readonly spared?: string | undefined;
  /** Why it could not be taken. */
  readonly problem?: string | undefined;
}

/** What could not be looked for. */
export interface Unlisted {
  readonly kind: Kind;
  readonly problem: string;
}

/**
 * Finds what outlived the deadline in its own tag: instances, stopped ones too, then volumes that nobody uses, spot
 * requests without an instance, launch templates. What lacks that tag is not ours. The fence: right before something is
 * taken it is described again by its id, and left alone unless launch time, deadline and run are what they were.
 *
 * @example
 * ```ts example cloud
 * import { reap } from "@alpha-engine/spot-launcher";
 *
 * for (const { kind, id, why } of await reap()) console.log(`would take ${kind} ${id}: ${why}`);
 * ```
 */
export async function reap(options: ReapOptions = {}, effects: Effects = {}): Promise<readonly Overdue[]> {
  const { apply = false, at = new Date(), onUnlisted = () => {} } = options;
  const resolved = resolveEffects(effects, options);
  const reaped: Overdue[] = [];
  for (const kind of Object.keys(KINDS) as Kind[]) {
    let candidates: readonly Candidate[];
    try {
      candidates = await KINDS[kind].list(resolved);
    } catch (error) {
      const { name, message } = explainFailure(error);
      onUnlisted({ kind, problem: `${name}: ${message}` });
      continue;
    }
    for (const candidate of candidates) {
      // A deadline that is no date is nobody's deadline.
      if (!(new Date(candidate.deadline) < at)) continue;
      const overdue = describe(kind, candidate, at);
      // One that cannot be taken does not save the others.
      reaped.push({ ...overdue, ...(apply ? await take(kind, candidate, resolved) : { taken: false }) });
    }
  }
  return reaped;
}

function describe(kind: Kind, candidate: Candidate, at: Date): Omit<Overdue, "taken"> {
  const deadline = new Date(candidate.deadline);
  const minutes = Math.round((at.getTime() - deadline.getTime()) / 60_000);
  return {
    kind,
    id: candidate.id,
    runId: candidate.runId,
    purpose: candidate.purpose,
    deadline,
    why: `${candidate.state}, ${minutes} min past its deadline`,
  };
}

async function take(
  kind: Kind,
  listed: Candidate,
  effects: ResolvedEffects,
): Promise<Pick<Overdue, "taken" | "spared" | "problem">> {
  try {
    const now = (await KINDS[kind].list(effects, listed.id))[0];
    const changed = differenceOf(listed, now);
    if (changed !== undefined) return { taken: false, spared: changed };
    await KINDS[kind].remove(listed, effects);
    return { taken: true };
  } catch (error) {
    return { taken: false, problem: (error as Error).message };
  }
}

/** Why what is there now is not what was listed. */
function differenceOf(listed: Candidate, now: Candidate | undefined): string | undefined {
  if (now === undefined) return "it is gone already, or in use again";
  for (const field of ["id", "bornAt", "deadline", "runId"] as const) {
    if (listed[field] !== now[field]) return `its ${NAMES[field]} was ${listed[field]} and is ${now[field]}`;
  }
  return undefined;
}

const NAMES = { id: "id", bornAt: "launch time", deadline: "deadline", runId: "run" } as const;
