import type { Duration } from "@alpha-engine/dialect";

/** How a spot instance is taken away. Durations are on the cloud's clock. */
export interface ReclaimOptions {
  /**
   * How long the recommendation to rebalance comes before the notice and the end of the spot request.
   * @default 17, as AWS does it; 0 where `noticeLead` is given
   */
  readonly rebalanceLead?: Duration;
  /** How long the notice comes before the instance shuts down; 0 for a reclaim that nothing announces. @default "2m", as AWS does it */
  readonly noticeLead?: Duration;
  /** False: the metadata service says nothing, as the notice is best effort; all else goes as usual. @default true */
  readonly notice?: boolean;
  /** When the instance's StateReason tells: when it is terminated, at once when it shuts down, or never. @default "late" */
  readonly stateReason?: "late" | "prompt" | "missing";
  /**
   * What SSM then says of a command that was running: `undeliverable` ends it Failed/Undeliverable soon after,
   * `silent` leaves it InProgress until its total timeout. Both have been seen. @default "undeliverable"
   */
  readonly ssm?: "undeliverable" | "silent";
}
