/** One place where a consumer says which version of a package it wants. */
export interface Use {
  /** The package; for a git or web address that does not tell, the address. */
  readonly name: string;
  /** What follows the name, as written: `1.2.3`, `^1`, `latest`, `` where there is nothing. */
  readonly spec: string;
  /** The place in the file, from 1. */
  readonly line: number;
  /** Why `spec` cannot be relied on even if it looks exact, such as a variable that the caller may set. */
  readonly doubt?: string;
}

/** A file that says which versions are installed. */
export interface Consumer {
  readonly file: string;
  readonly uses: readonly Use[];
}
