/** Something that has to be there, with the states that show it. */
export interface Thing<Of> {
  readonly of: Of;
  readonly states: Set<string>;
}

/** Things by name, in the order in which they are met. */
export class Things<Of> {
  readonly #byName = new Map<string, Thing<Of>>();

  get size(): number {
    return this.#byName.size;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  get entries(): readonly (readonly [string, Thing<Of>])[] {
    return [...this.#byName];
  }

  get(name: string): Of | undefined {
    return this.#byName.get(name)?.of;
  }

  /** What is known of one; made where it is met first. */
  at(name: string, state: string, make: () => Of): Of {
    let thing = this.#byName.get(name);
    if (thing === undefined) {
      thing = { of: make(), states: new Set() };
      this.#byName.set(name, thing);
    }
    thing.states.add(state);
    return thing.of;
  }
}

const MOST = 4;

/** `Read, Write and 3 more` */
export function statesText(states: Iterable<string>): string {
  const all = [...states];
  const first = all.slice(0, MOST).join(", ");
  return all.length <= MOST ? first : `${first} and ${all.length - MOST} more`;
}
