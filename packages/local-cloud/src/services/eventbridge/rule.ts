/** A rule of the default bus that fires by time. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly enabled: boolean;
  /** When it was put or enabled last, in milliseconds since 1970: a rate counts from then. */
  readonly since: number;
  readonly description?: string;
  readonly roleArn?: string;
  /** In the order in which they were put. */
  readonly targets: readonly Target[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What a rule hands its event to. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** JSON text; the event itself where there is none. */
  readonly input?: string;
  /** Which part of the event is handed on. */
  readonly inputPath?: string;
  /** Of a FIFO queue. */
  readonly messageGroupId?: string;
}
