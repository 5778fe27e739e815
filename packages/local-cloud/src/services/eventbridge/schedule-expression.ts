import { parseCron } from "./cron.ts";
import type { Schedule } from "./schedule.ts";

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * `cron(…)` and `rate(…)` as EventBridge takes them; `undefined` for anything else. [documentation: EventBridge user
 * guide, rules that run on a schedule, 2026-11; that a rate first fires one period after it was enabled is inference]
 */
export function parseScheduleExpression(text: string): Schedule | undefined {
  const cron = /^cron\(([^()]*)\)$/.exec(text)?.[1];
  if (cron !== undefined) return parseCron(cron);
  const [, count = "", unit = "", plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  const period = Number(count) * UNITS[unit as keyof typeof UNITS];
  // One is singular and all others are plural, or the expression is refused.
  if (!(period > 0) || (Number(count) === 1) !== (plural === "")) return undefined;
  return { nextAfter: (time, since) => since + (Math.floor((time - since) / period) + 1) * period };
}
