import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Functions that the role's policy does not name refuse to be invoked. */
export const stage = ({ which, folder }) => {
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const functions = new Set(
    [...read(`${which}.json`).matchAll(/"FunctionName":\s*"([\w-]+)/g)].map(([, name]) => name),
  );
  const granted = [...read(`iam-${which}.json`).matchAll(/:function:([\w-]+)\*?"/g)].map(([, name]) => name);
  const refused = [...functions].filter((name) => !granted.some((start) => name.startsWith(start)));
  const throws = {
    error: "Lambda.AccessDeniedException",
    cause: "no identity-based policy allows lambda:InvokeFunction",
  };
  return {
    why: "what the policy of the role does not grant is refused",
    config: { rehearsal: { standIns: Object.fromEntries(refused.map((name) => [name, { answer: null, throws }])) } },
    see: ["RationaleClustering", "ReplayConcordance", "Counterfactual"].map((state) => ({
      state,
      kind: "failed-step",
    })),
  };
};
