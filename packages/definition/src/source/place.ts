/** A text as it stands in a file. */
export interface Source {
  /** As the user called it. */
  readonly file: string;
  readonly text: string;
}

/** A character of a file. */
export interface Place {
  readonly source: Source;
  readonly offset: number;
}

/** A place as people count it. */
export interface Position {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

const STARTS = new WeakMap<Source, readonly number[]>();

/** Where a place is, by line and column. */
export function positionOf({ source, offset }: Place): Position {
  const starts = startsOf(source);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: source.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The offset at which each line begins. */
function startsOf(source: Source): readonly number[] {
  let starts = STARTS.get(source);
  if (starts === undefined) {
    const found = [0];
    for (let end = source.text.indexOf("\n"); end >= 0; end = source.text.indexOf("\n", end + 1)) found.push(end + 1);
    starts = found;
    STARTS.set(source, starts);
  }
  return starts;
}
