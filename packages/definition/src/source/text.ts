import type { Place, Source } from "./place.ts";

/** What stands for a value that something fills in later. */
export interface Hole {
  /** What it is filled by: `Bucket`, `AWS::Region`, `aws_lambda_function.work.arn`. */
  readonly name: string;
  readonly place: Place;
}

/** A text that knows where each of its characters is written, and which of them only stand for something else. */
export interface Text {
  /** With `${name}` for each hole. */
  readonly flat: string;
  readonly holes: readonly HoleInText[];
  readonly placeAt: (index: number) => Place;
}

/** Where in a text a hole is. */
export interface HoleInText extends Hole {
  readonly start: number;
  readonly end: number;
}

/** Text as it stands in a file from `offset` on. */
export function textAt(source: Source, offset: number, flat: string): Text {
  return { flat, holes: [], placeAt: (index) => ({ source, offset: offset + index }) };
}

/** Text that comes from one place, however it is written there. */
export function textFrom(place: Place, flat: string): Text {
  return { flat, holes: [], placeAt: () => place };
}

/** Text that is one hole. */
export function holeText(name: string, place: Place): Text {
  const flat = `\${${name}}`;
  return { flat, holes: [{ name, place, start: 0, end: flat.length }], placeAt: () => place };
}

/** The hole that a text is, where it is nothing else. */
export function wholeHole({ flat, holes }: Text): Hole | undefined {
  const [hole] = holes;
  return hole !== undefined && hole.start === 0 && hole.end === flat.length ? hole : undefined;
}

export function slice(text: Text, start: number, end: number): Text {
  return {
    flat: text.flat.slice(start, end),
    holes: text.holes
      .filter((hole) => hole.start >= start && hole.end <= end)
      .map((hole) => ({ ...hole, start: hole.start - start, end: hole.end - start })),
    placeAt: (index) => text.placeAt(start + index),
  };
}

export function concat(texts: readonly Text[]): Text {
  const [first] = texts;
  if (texts.length === 1 && first !== undefined) return first;
  const starts: number[] = [];
  const holes: HoleInText[] = [];
  let flat = "";
  for (const text of texts) {
    starts.push(flat.length);
    for (const hole of text.holes)
      holes.push({ ...hole, start: hole.start + flat.length, end: hole.end + flat.length });
    flat += text.flat;
  }
  const placeAt = (index: number): Place => {
    let [low, high] = [0, texts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return (texts[low] as Text).placeAt(index - (starts[low] ?? 0));
  };
  return { flat, holes, placeAt };
}
