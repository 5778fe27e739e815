import type { TimerOptions } from "@alpha-engine/asl";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

/**
 * How long things take by themselves, on the cloud's clock: a rehearsal clock lets them pass quickly also beside work.
 */
export interface Timings {
  /** pending to running. @default 1 */
  readonly boot: Duration;
  /**
   * A launch to DescribeInstances, and whatever else names the instance, knowing it: InvalidInstanceID.NotFound until
   * then. Seconds on AWS. @default 0
   */
  readonly visible: Duration;
  /** A launch to DescribeSpotInstanceRequests knowing its request. @default 0 */
  readonly spotRequestVisible: Duration;
  /** running to the SSM agent being Online. @default 1 */
  readonly agentOnline: Duration;
  /** SendCommand to the invocation being visible and delivered. @default 0.3 */
  readonly registration: Duration;
  /** shutting-down to terminated, stopping to stopped. @default 1 */
  readonly shutdown: Duration;
  /** An instance's death, or a command for a node that is not connected, to SSM giving up on it. @default 35 */
  readonly undeliverable: Duration;
  /** A node's last word to its PingStatus being ConnectionLost; minutes on AWS. @default 5 */
  readonly connectionLost: Duration;
  /** A reboot that no script asked for with 194 to the agent failing what it cut off. @default 60, the agent's own */
  readonly crashReport: Duration;
}

/** What a timer for one of them is. */
export const LATENCY: TimerOptions = { latency: true };

/** The timings as the services count. */
export type Seconds = Readonly<Record<keyof Timings, number>>;

/** What is not said is as it always is. */
export function timingsInSeconds(given: Partial<Timings> = {}): Seconds {
  const said = Object.entries(given).map(([name, value]) => [name, toSeconds(value, `timings.${name}`)]);
  return { ...DEFAULTS, ...(Object.fromEntries(said) as Partial<Seconds>) };
}

const DEFAULTS: Seconds = {
  boot: 1,
  visible: 0,
  spotRequestVisible: 0,
  agentOnline: 1,
  registration: 0.3,
  shutdown: 1,
  undeliverable: 35,
  connectionLost: 5,
  crashReport: 60,
};

export const TIMING_NAMES: [keyof Timings, ...(keyof Timings)[]] = Object.keys(DEFAULTS) as never;
