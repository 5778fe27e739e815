import { type Fleet, startFleet } from "./fleet.ts";
import { planOf, SKEWS } from "./plan.ts";
import { type Proven, runPlan } from "./run-plan.ts";

export interface Proof {
  readonly runs: readonly Proven[];
  /** Runs that never came to a result, and what stopped them. */
  readonly broken: readonly string[];
  /** What the clouds still held when all was over: commands that never ended although nobody had lost them. */
  readonly left: readonly string[];
  readonly seconds: number;
}

export interface ProveOptions {
  readonly runs: number;
  readonly seed: number;
  readonly atOnce: number;
  /** How fast the cloud's clock goes; slower on a machine that does other things, too. @default 4 */
  readonly rate?: number;
}

/** So many runs from this seed on, some side by side, on one cloud for each clock skew. */
export async function prove(
  { runs, seed, atOnce, rate = 4 }: ProveOptions,
  onRun: (proven: Proven) => void = () => {},
): Promise<Proof> {
  const began = performance.now();
  const proven: Proven[] = [];
  const broken: string[] = [];
  await using stack = new AsyncDisposableStack();
  const fleets = new Map<number, Fleet>();
  for (const skew of SKEWS) fleets.set(skew, stack.use(await startFleet(skew, rate)));
  let next = seed;
  const worker = async (): Promise<void> => {
    while (next < seed + runs) {
      const plan = planOf(next);
      next += 1;
      const fleet = fleets.get(plan.skew);
      if (fleet === undefined) throw new Error(`no cloud with a skew of ${plan.skew}`);
      try {
        const run = await runPlan(plan, fleet);
        proven.push(run);
        onRun(run);
      } catch (error) {
        broken.push(`seed ${plan.seed} (${plan.fate}): ${(error as Error).stack ?? String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const lost = new Set(proven.filter(({ result }) => isOpen(result)).map(({ plan }) => `run-${plan.seed}`));
  const left = [...fleets.values()]
    .flatMap(({ rig }) => rig.cloud.commands())
    .filter(({ status, comment }) => !TERMINAL.has(status) && !lost.has(comment))
    .map(({ comment, status }) => `${comment}: ${status}`);
  return { runs: proven, broken, left, seconds: (performance.now() - began) / 1000 };
}

const TERMINAL = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** Of which it was said that its command may go on, or that SSM will not notice its end. */
function isOpen({ outcome }: Proven["result"]): boolean {
  return outcome === "unknown" || outcome === "instance-lost";
}
