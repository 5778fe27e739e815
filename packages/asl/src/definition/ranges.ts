export interface Range {
  readonly least?: number;
  readonly most?: number;
  /** @default true */
  readonly whole?: boolean;
}

const SECONDS = 99_999_999;

/**
 * The numbers that fields may have. [badmintoncryer/cdk-preflight, pf-sfn-asl-numeric-ranges, measured on AWS in September
 * 2026: an IntervalSeconds of 0 is accepted, a ToleratedFailurePercentage may be a fraction]
 */
export const RANGES: Readonly<Record<string, Range>> = {
  Seconds: { least: 0, most: SECONDS },
  TimeoutSeconds: { least: 1, most: SECONDS },
  HeartbeatSeconds: { least: 1, most: SECONDS },
  IntervalSeconds: { least: 0, most: SECONDS },
  MaxAttempts: { least: 0, most: SECONDS },
  BackoffRate: { least: 1, whole: false },
  MaxDelaySeconds: { least: 1, most: 31_622_400 },
  MaxConcurrency: { least: 0 },
  ToleratedFailureCount: { least: 0 },
  ToleratedFailurePercentage: { least: 0, most: 100, whole: false },
  MaxItems: { least: 0 },
  MaxItemsPerBatch: { least: 1 },
  MaxInputBytesPerBatch: { least: 1, most: 262_144 },
};

/** A machine may have a TimeoutSeconds of 0. [the same] */
export const MACHINE_TIMEOUT: Range = { least: 0, most: SECONDS };
