import type { Clock } from "@alpha-engine/asl";

import { createScope, type Scope } from "../../../cloud/scope.ts";
import type { InstanceState } from "../../../cloud/views.ts";
import type { Course, Instance } from "./instance.ts";

/**
 * A stretch of an instance's course: on (pending, running), on its way down, or off. It is in one at a time, and only
 * that one writes what becomes of it. Whatever goes on later goes on in the phase that it was begun in: of a phase that is
 * over nothing is heard any more.
 */
export interface Phase extends Pick<Scope, "later" | "when" | "run"> {
  readonly instance: Instance;
  /** Writes it, and tells nobody. */
  write(changes: Partial<Course>): void;
  /** Writes it, keeps it, and tells whoever watches the cloud. */
  announce(changes: Partial<Course>): void;
  /** Ends this phase and begins the next one, in `state`; `undefined` where this one was over before. */
  next(state: InstanceState, changes?: Partial<Course>): Phase | undefined;
}

export interface PhaseContext {
  readonly clock: Clock;
  /** It is kept, and whoever watches the cloud is told. */
  readonly tell: (instance: Instance) => void;
  /** Another phase than before. */
  readonly entered: (phase: Phase, close: () => void) => void;
}

/** The phase that an instance is in from now on. */
export function enterPhase(instance: Instance, context: PhaseContext): Phase {
  const scope = createScope(context.clock, `this phase of ${instance.instanceId}`);
  const write = (changes: Partial<Course>): void => {
    if (scope.isOpen()) Object.assign(instance, changes);
  };
  const announce = (changes: Partial<Course>): void => {
    if (!scope.isOpen()) return;
    write(changes);
    context.tell(instance);
  };
  const phase: Phase = {
    instance,
    later: scope.later,
    when: scope.when,
    run: scope.run,
    write,
    announce,
    next: (state, changes = {}) => {
      if (!scope.isOpen()) return undefined;
      void scope.close();
      const next = enterPhase(instance, context);
      next.announce({ ...changes, state });
      return next;
    },
  };
  context.entered(phase, () => void scope.close());
  return phase;
}
