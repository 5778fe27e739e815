import type { CloudEvent } from "@alpha-engine/local-cloud";
import type { Summary } from "@alpha-engine/run-record";

/** Counts which of the tasks of a run were not done by the cloud. */
export class StoodIn {
  #tasks = 0;
  readonly #by = new Map<string, { calls: number; readonly states: Set<string> }>();

  onCloudEvent(event: CloudEvent): void {
    if (event.type !== "task" || event.phase !== "scheduled") return;
    this.#tasks += 1;
    if (event.standIn === undefined) return;
    const by = this.#by.get(event.standIn) ?? { calls: 0, states: new Set() };
    this.#by.set(event.standIn, by);
    by.calls += 1;
    by.states.add(event.state);
  }

  has(name: string): boolean {
    return this.#by.has(name);
  }

  summary(mocked: ReadonlySet<string>): Summary["standIns"] {
    const by = [...this.#by].map(([name, { calls, states }]) => ({
      name,
      kind: mocked.has(name) ? ("mock" as const) : ("stand-in" as const),
      calls,
      states: [...states],
    }));
    return { tasks: this.#tasks, by };
  }
}
