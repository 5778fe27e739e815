import { TaskFailure } from "@alpha-engine/asl";

/**
 * A task asked for what AWS does and this cloud does not. No Catch may take that for an answer of AWS: the execution ends
 * with it. [deviates: AWS would do it, 2026-11]
 */
export class NotModelledFailure extends TaskFailure {
  override readonly name = "NotModelledFailure";
  /** As the task names it. */
  readonly asked: string;

  constructor(asked: string, why: string) {
    super("States.Runtime", `Not modelled by the local cloud: ${asked}: ${why}`, { endsExecution: true });
    this.asked = asked;
  }
}
