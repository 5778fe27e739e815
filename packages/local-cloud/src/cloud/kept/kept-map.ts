import type { Journal } from "./journal.ts";

/** A map whose entries are there again after a restart: every `set` and `delete` is in the journal at once, or is not done. */
export function keptMap<Value, Kept extends object>(
  journal: Journal,
  kind: string,
  toKept: (value: Value) => Kept,
  fromKept: (kept: Kept) => Value,
): Map<string, Value> {
  const map = new Map([...journal.read<Kept>(kind)].map(([name, kept]) => [name, fromKept(kept)]));
  return Object.assign(map, {
    set: (name: string, value: Value) => {
      journal.put(kind, name, toKept(value));
      Map.prototype.set.call(map, name, value);
      return map;
    },
    delete: (name: string) => {
      journal.remove(kind, name);
      return Map.prototype.delete.call(map, name);
    },
  });
}
