/** A transient unit of an instance. */
export interface Unit {
  /** `watchdog.timer`, `watchdog.service`. */
  readonly name: string;
  readonly description: string;
  readonly since: number;
  /** When a timer elapses. */
  readonly elapsesAt?: number;
  state: "waiting" | "running" | "failed";
  exitCode?: number;
  /** Ends it as `systemctl stop` does. */
  readonly stop: () => Promise<void>;
}

/** A name without a suffix is a service's. */
export function unitName(word: string): string {
  return /\.(?:service|timer)$/.test(word) ? word : `${word}.service`;
}
