/** What a rehearsal is to come to; everything that is said is looked at, and all of it must be so. */
export interface Expectations {
  /** How the execution ends. @default SUCCEEDED */
  readonly status?: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | undefined;
  /** The name of the execution's error. */
  readonly error?: string | undefined;
  /** What the output has, among more: objects may have further keys, all else is equal. */
  readonly output?: unknown;
  /** By state: the exit code of its command. Of a state in a Map, 0 is that of every item, any other that of one. */
  readonly exit?: Readonly<Record<string, number>> | undefined;
  /**
   * Objects as `s3://bucket/key`, in which `*` stands for anything: that there is one (`true`), that there is none (`false`), or a
   * text that one of them holds. A list is of those that are there.
   */
  readonly objects?: readonly string[] | Readonly<Record<string, boolean | string>> | undefined;
  /** Messages that are told, in any order, among others; an empty list is that none is. */
  readonly notifications?: readonly ExpectedMessage[] | undefined;
}

/** A text is found in the subject or the message. */
export type ExpectedMessage =
  | string
  | {
      /** The topic's name. */
      readonly topic?: string | undefined;
      /** Found in it. */
      readonly subject?: string | undefined;
      /** Found in it. */
      readonly message?: string | undefined;
    };
