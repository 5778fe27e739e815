/** From the mildest. */
export const SEVERITIES = ["info", "warning", "error"] as const;

/**
 * What is known of a finding. `error`: the definition and the service's shape prove that it is refused, fails or loses
 * something; `warning`: it may; `info`: it works, and is better written otherwise.
 */
export type Severity = (typeof SEVERITIES)[number];

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
