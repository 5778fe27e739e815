import type { State } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";

/** A thread in its state, and what `InputPath` left of the state's input. */
export interface Visit<S extends State = State> {
  readonly transition: OpenTransition;
  readonly thread: ActiveThread;
  readonly state: S;
  readonly input: JsonValue;
}
