/** A value of a configuration with what is to be said of it. */
export interface Noted {
  readonly value: Content;
  /** Lines that stand before it, for people. */
  readonly note?: string | undefined;
}

export type Content = string | number | boolean | null | readonly Noted[] | ReadonlyMap<string, Noted>;

/** A JSON value of which nothing is to be said. */
export function bare(value: unknown, note?: string): Noted {
  const content: Content = Array.isArray(value)
    ? value.map((item) => bare(item))
    : typeof value === "object" && value !== null
      ? new Map(Object.entries(value).map(([key, item]) => [key, bare(item)]))
      : (value as string | number | boolean | null);
  return note === undefined ? { value: content } : { value: content, note };
}

/** An object of what is there, in this order; an empty one is left out. */
export function object(fields: Iterable<readonly [string, Noted | undefined]>, note?: string): Noted {
  const there = [...fields].filter((field): field is readonly [string, Noted] => field[1] !== undefined);
  return { value: new Map(there), note };
}

/** The same, or nothing where it would be empty. */
export function objectOrNothing(fields: Iterable<readonly [string, Noted | undefined]>): Noted | undefined {
  const made = object(fields);
  return (made.value as ReadonlyMap<string, Noted>).size === 0 ? undefined : made;
}

/** The value without what is said of it. */
export function plain({ value }: Noted): unknown {
  if (Array.isArray(value)) return (value as readonly Noted[]).map(plain);
  if (!(value instanceof Map)) return value;
  const made: Record<string, unknown> = {};
  for (const [key, inner] of value as ReadonlyMap<string, Noted>)
    Object.defineProperty(made, key, { value: plain(inner), enumerable: true, writable: true, configurable: true });
  return made;
}
