import { randomUUID } from "node:crypto";

import type { JsonValue } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { toServiceError } from "../../wire/service-error.ts";
import { createHandOn } from "./hand-on.ts";
import type { Rule, Target } from "./rule.ts";
import { parseScheduleExpression } from "./schedule-expression.ts";

export interface RuleTimers {
  /** Forgets what was planned for a rule, and plans its next time if it is enabled. */
  plan(rule: Rule): void;
  forget(rule: Rule): void;
  stop(): void;
}

/**
 * One timer per enabled rule, at its next time by the cloud's clock. A time that passed while no cloud ran is gone:
 * EventBridge knows no catching up. [inference, 2026-11]
 */
export function createRuleTimers(part: Part, current: (name: string) => Rule | undefined): RuleTimers {
  const { clock, bus } = part;
  const handOn = createHandOn(part);
  const cancels = new Map<string, () => void>();
  const forget = (name: string): void => {
    cancels.get(name)?.();
    cancels.delete(name);
  };
  const plan = (rule: Rule, after = clock.now()): void => {
    forget(rule.name);
    if (!rule.enabled) return;
    const due = parseScheduleExpression(rule.expression)?.nextAfter(after, rule.since);
    if (due === undefined) return;
    const cancel = clock.schedule(due - clock.now(), () => {
      const now = current(rule.name);
      if (now === undefined) return;
      plan(now, Math.max(due, clock.now()));
      for (const target of now.targets) void fire(now, target, due);
    });
    cancels.set(rule.name, cancel);
  };
  const fire = async (rule: Rule, target: Target, due: number): Promise<void> => {
    const id = randomUUID();
    const event = scheduledEvent(rule, { id, due }, part);
    const fired = { type: "rule-fired", at: clock.now(), rule: rule.name, targetArn: target.arn } as const;
    try {
      await handOn(target, event, id);
      bus.emit(fired);
    } catch (error) {
      const { code, message } = toServiceError(error);
      bus.emit({ ...fired, error: `${code}: ${message}` });
    }
  };
  return {
    plan: (rule) => plan(rule),
    forget: ({ name }) => forget(name),
    stop: () => {
      for (const name of cancels.keys()) forget(name);
    },
  };
}

/** What a rule without an input hands on. [documentation: EventBridge user guide, scheduled events, 2026-11] */
function scheduledEvent(
  { arn }: Rule,
  { id, due }: { readonly id: string; readonly due: number },
  { region, accountId }: Part,
): JsonValue {
  return {
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: accountId,
    time: new Date(due).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [arn],
    detail: {},
  };
}
