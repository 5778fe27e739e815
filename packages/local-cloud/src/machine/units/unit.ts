/** A unit of an instance that runs, waits or has failed. */
export interface Unit {
  /** `watchdog.timer`, `watchdog.service`. */
  readonly name: string;
  readonly description: string;
  readonly since: number;
  /** When a timer elapses. */
  readonly elapsesAt?: number;
  state: "waiting" | "running" | "exited" | "failed";
  exitCode?: number;
  /** Ends it as `systemctl stop` does. */
  readonly stop: () => Promise<void>;
}

/** A name without a suffix is a service's. */
export function unitName(word: string): string {
  return /\.(?:service|timer)$/.test(word) ? word : `${word}.service`;
}
