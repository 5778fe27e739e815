import type { PassState } from "../../definition/machine.ts";
import { finishState } from "../finish.ts";
import type { Active, Run } from "../run.ts";

export function runPass(run: Run, thread: Active, state: PassState): void {
  const input = run.wholePath(thread, state.inputPath, thread.frame.input);
  const passed =
    state.parameters === undefined || state.queryLanguage === "JSONata"
      ? input
      : run.value(thread, state.parameters, { input });
  finishState(run, thread, state.result === undefined ? passed : state.result);
}
