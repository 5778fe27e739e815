/** What a registry has of one package. */
export interface Known {
  readonly versions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Answers for a package; a string is the reason why it is not known. */
export type KnownVersions = (name: string) => Promise<Known | string>;
