import type { StateNode } from "@alpha-engine/definition/tree";

import type { Found } from "./rule.ts";
import { comparisonsOf, type Poll } from "./ssm-steps.ts";

/** Says of every Choice on a command's status which of `statuses` does not lead back to the poll. */
export function* unhandledStatuses(
  send: StateNode,
  polls: readonly Poll[],
  statuses: readonly string[],
): Iterable<Found> {
  for (const { state: poll, choices } of polls) {
    for (const choice of choices) {
      if (choice.isJsonata) {
        const missing = statuses.filter((status) => !JSON.stringify(choice.raw["Choices"]).includes(status));
        if (missing.length > 0) yield finding(choice, missing, poll, send);
        continue;
      }
      const compared = comparisonsOf(choice).filter(
        ({ rule }) => typeof rule["StringEquals"] === "string" || typeof rule["StringMatches"] === "string",
      );
      if (compared.length === 0) continue;
      const missing = statuses.filter(
        (status) => !compared.some(({ rule, index }) => names(rule, status) && leadsBack(choice, index, poll)),
      );
      if (missing.length > 0) yield finding(choice, missing, poll, send);
    }
  }
}

function finding(choice: StateNode, missing: readonly string[], poll: StateNode, send: StateNode): Found {
  const target = choice.edges.find(({ kind }) => kind === "default")?.to.name ?? "nothing";
  return {
    message: `${missing.join(" and ")} ${missing.length > 1 ? "fall" : "falls"} to the Default (${target}) while the command may still run`,
    state: choice,
    related: [poll, send],
  };
}

function names(rule: Readonly<Record<string, unknown>>, status: string): boolean {
  return rule["StringEquals"] === status || rule["StringMatches"] === status;
}

/** Whether a rule's target comes to the poll again by waiting and counting alone. */
function leadsBack(choice: StateNode, index: number, poll: StateNode): boolean {
  const seen = new Set<StateNode>();
  const pending = choice.edges.filter((edge) => edge.kind === "choice" && edge.index === index).map(({ to }) => to);
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (state === poll) return true;
    if (seen.has(state) || !["Wait", "Pass", "Choice"].includes(state.type)) continue;
    seen.add(state);
    pending.push(...state.edges.map(({ to }) => to));
  }
  return false;
}
