/** How well something is known. */
export type SourceKind = "recorded" | "source code" | "documentation" | "incident" | "measured" | "inference";

/** One behaviour of AWS that is modelled here. */
export interface FidelityEntry {
  readonly id: string;
  readonly behaviour: string;
  readonly kind: SourceKind;
  readonly source: string;
  /** When it was read, recorded or happened: a year, a month or a day. */
  readonly date: string;
  /** The file that models it, from the package's root. */
  readonly file: string;
  /** The title of the test that shows it. */
  readonly test: string;
}
