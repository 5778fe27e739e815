/** How well something is known; `deviates` is known to be otherwise on AWS, and `behaviour` says what is instead. */
export const SOURCE_KINDS = [
  "recorded",
  "source code",
  "documentation",
  "incident",
  "measured",
  "inference",
  "deviates",
] as const;

/** How well something is known, in a word. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** One behaviour of AWS that is modelled here. */
export interface FidelityEntry {
  readonly id: string;
  readonly behaviour: string;
  readonly kind: SourceKind;
  readonly source: string;
  /** When it was read, recorded or happened: a year, a month or a day. */
  readonly date: string;
  /** Whoever calls one of these meets it: `ssm:SendCommand`, `ssm:*`, `*`. @default every operation of the service whose file models it */
  readonly operations?: readonly string[];
  /** The file that models it, from the package's root. */
  readonly file: string;
  /** The title of the test that shows it. */
  readonly test: string;
}
