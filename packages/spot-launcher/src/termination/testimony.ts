export type Classification = "reclaim" | "other" | "unknown";

/** What one field of EC2's answers says of an instance's end. */
export interface Testimony {
  readonly witness: "spot request" | "state reason" | "state transition";
  readonly says: "reclaim" | "other";
  readonly said: string;
}

/** User guide, spot-request-status; `*-by-experiment` are Fault Injection's, `*-oversubscribed` older names. */
const RECLAIM_CODES = new Set([
  "instance-terminated-no-capacity",
  "instance-stopped-no-capacity",
  "instance-terminated-by-price",
  "instance-stopped-by-price",
  "instance-terminated-capacity-oversubscribed",
  "instance-stopped-capacity-oversubscribed",
  "instance-terminated-by-experiment",
  "instance-stopped-by-experiment",
  "marked-for-termination",
  "marked-for-stop",
  "marked-for-stop-by-experiment",
]);
const OTHER_CODES = new Set([
  "instance-terminated-by-user",
  "instance-stopped-by-user",
  "spot-instance-terminated-by-user",
  "instance-terminated-by-schedule",
  "instance-terminated-by-service",
  "instance-terminated-launch-group-constraint",
]);
const RECLAIM_REASONS = new Set([
  "Server.SpotInstanceTermination",
  "Server.SpotInstanceShutdown",
  "Server.InsufficientInstanceCapacity",
]);
const GONE = new Set(["shutting-down", "terminated", "stopping", "stopped"]);

/** Everything that was said, the better witness first. Of an instance that runs only the spot request knows the end. */
export function testify(facts: {
  readonly state: string | undefined;
  readonly stateReasonCode: string | undefined;
  readonly transitionReason: string | undefined;
  readonly spotRequestCode: string | undefined;
}): readonly Testimony[] {
  const { state, stateReasonCode: reason, transitionReason: transition, spotRequestCode: code } = facts;
  const heard: Testimony[] = [];
  if (code !== undefined && (RECLAIM_CODES.has(code) || OTHER_CODES.has(code))) {
    heard.push({ witness: "spot request", says: RECLAIM_CODES.has(code) ? "reclaim" : "other", said: code });
  }
  if (state === undefined || !GONE.has(state)) return heard;
  if (reason !== undefined) {
    heard.push({ witness: "state reason", says: RECLAIM_REASONS.has(reason) ? "reclaim" : "other", said: reason });
  }
  if (transition !== undefined) {
    // "Service initiated" alone, with no reason yet, is how a reclaim looks while it shuts down (seen on 2026-06-06).
    const isReclaim = /Service initiated|Server\.SpotInstance(Termination|Shutdown)/.test(transition);
    heard.push({ witness: "state transition", says: isReclaim ? "reclaim" : "other", said: transition });
  }
  return heard;
}
