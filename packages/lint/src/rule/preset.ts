/** From the smallest; each has all of the one before. */
export const PRESETS = ["grammar", "recommended", "pipeline"] as const;

/**
 * Which rules are asked: what Step Functions refuses; what goes wrong in any definition; what a pipeline that works by
 * itself at night holds itself to.
 */
export type Preset = (typeof PRESETS)[number];
