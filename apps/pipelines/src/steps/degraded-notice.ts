import type { AnnounceOptions, Notification } from "@alpha-engine/state-machine";

const MESSAGE =
  "Every step has run; these advisory ones went wrong. Repeat them with a new execution that skips the rest:";

/** Says at the end that advisory steps went wrong. */
export function degradedNotice(
  notice: Pick<Notification, "subject" | "subjectGrowth">,
): Pick<AnnounceOptions, "degraded" | "degradedError"> {
  return { degraded: { name: "NotifyDegraded", ...notice, message: MESSAGE }, degradedError: "PipelineDegraded" };
}
