import { CannotCheckError, ReleaseCheckError } from "../errors.ts";
import type { StepReport } from "../report.ts";

/** Does a step and keeps what came of it, which `work` says in a sentence. A failed step ends the check: others stand on it. */
export type Step = <T>(name: string, work: () => Promise<readonly [T, string]>) => Promise<T>;

export interface Recorder {
  readonly steps: readonly StepReport[];
  readonly step: Step;
}

export function createRecorder(progress: (line: string) => void, signal: AbortSignal): Recorder {
  const steps: StepReport[] = [];
  const step: Step = async (name, work) => {
    const from = performance.now();
    const seconds = (): number => Math.round(performance.now() - from) / 1000;
    try {
      const [result, detail] = await work();
      steps.push({ name, ok: true, seconds: seconds(), detail });
      progress(`${name}: ${detail} (${seconds().toFixed(1)} s)`);
      return result;
    } catch (error) {
      if (signal.aborted) throw signal.reason as Error;
      if (error instanceof CannotCheckError) throw error;
      steps.push({ name, ok: false, seconds: seconds(), detail: (error as Error).message });
      throw new ReleaseCheckError(`${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  return { steps, step };
}
