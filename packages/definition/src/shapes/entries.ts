/**
 * A map from names that never changes: two of them share what they have in common, so that putting two together costs what
 * they differ in. A treap whose form the keys alone decide.
 */
export interface Entries<T> {
  readonly key: string;
  readonly rank: number;
  readonly value: T;
  readonly left: Entries<T> | undefined;
  readonly right: Entries<T> | undefined;
}

type Some<T> = Entries<T> | undefined;

export function find<T>(entries: Some<T>, key: string): T | undefined {
  let at = entries;
  while (at !== undefined) {
    if (key === at.key) return at.value;
    at = key < at.key ? at.left : at.right;
  }
  return undefined;
}

/** With `value` at `key`; itself where it is there already. */
export function withEntry<T>(entries: Some<T>, key: string, value: T, rank: number = rankOf(key)): Entries<T> {
  if (entries === undefined) return { key, rank, value, left: undefined, right: undefined };
  if (key === entries.key)
    return entries.value === value ? entries : withParts(entries, entries.left, entries.right, value);
  if (isAbove(rank, key, entries)) {
    const { before, after } = split(entries, key);
    return { key, rank, value, left: before, right: after };
  }
  return key < entries.key
    ? withParts(entries, withEntry(entries.left, key, value, rank), entries.right)
    : withParts(entries, entries.left, withEntry(entries.right, key, value, rank));
}

/** How two are put together. What answers one of its arguments costs nothing further. */
export interface Union<T> {
  readonly both: (first: T, second: T) => T;
  readonly onlyFirst: (value: T) => T;
  readonly onlySecond: (value: T) => T;
}

export function united<T>(first: Some<T>, second: Some<T>, union: Union<T>): Some<T> {
  if (first === second) return first;
  if (first === undefined) return mapped(second, union.onlySecond);
  if (second === undefined) return mapped(first, union.onlyFirst);
  if (isAbove(first.rank, first.key, second) || first.key === second.key) {
    const { before, at, after } = split(second, first.key);
    const left = united(first.left, before, union);
    const right = united(first.right, after, union);
    const value = at === undefined ? union.onlyFirst(first.value) : union.both(first.value, at.value);
    if (at !== undefined && at === second && value === second.value && left === second.left && right === second.right)
      return second;
    return withParts(first, left, right, value);
  }
  const { before, after } = split(first, second.key);
  return withParts(
    second,
    united(before, second.left, union),
    united(after, second.right, union),
    union.onlySecond(second.value),
  );
}

export function mapped<T>(entries: Some<T>, change: (value: T) => T): Some<T> {
  if (entries === undefined) return undefined;
  return withParts(entries, mapped(entries.left, change), mapped(entries.right, change), change(entries.value));
}

export function everyEntry<T>(entries: Some<T>, test: (value: T, key: string) => boolean): boolean {
  return (
    entries === undefined ||
    (test(entries.value, entries.key) && everyEntry(entries.left, test) && everyEntry(entries.right, test))
  );
}

function withParts<T>(of: Entries<T>, left: Some<T>, right: Some<T>, value: T = of.value): Entries<T> {
  if (left === of.left && right === of.right && value === of.value) return of;
  return { key: of.key, rank: of.rank, value, left, right };
}

interface Halves<T> {
  readonly before: Some<T>;
  readonly at: Some<T>;
  readonly after: Some<T>;
}

function split<T>(entries: Some<T>, key: string): Halves<T> {
  if (entries === undefined) return { before: undefined, at: undefined, after: undefined };
  if (key === entries.key) return { before: entries.left, at: entries, after: entries.right };
  if (key < entries.key) {
    const { before, at, after } = split(entries.left, key);
    return { before, at, after: withParts(entries, after, entries.right) };
  }
  const { before, at, after } = split(entries.right, key);
  return { before: withParts(entries, entries.left, before), at, after };
}

function isAbove(rank: number, key: string, other: Entries<unknown>): boolean {
  return rank > other.rank || (rank === other.rank && key > other.key);
}

/** FNV-1a, mixed once more: names that begin alike are far apart. */
function rankOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
