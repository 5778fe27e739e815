import type { Scope, StateNode } from "@alpha-engine/definition/tree";

import { baseName, type Shell } from "../shell/script.ts";
import type { Script } from "./scripts.ts";
import { isWork } from "./work.ts";

const UPDATES = new Set(["pull", "fetch", "reset", "checkout", "merge", "clone", "rebase"]);

/** A call of git that brings a checkout up to date. */
export function isUpdate([name = "", ...words]: readonly string[]): boolean {
  return baseName(name) === "git" && words.some((word) => UPDATES.has(word));
}

/** The checkouts that a script brings up to date, and the ones that it works from. */
export function checkoutsUsed(shell: Shell): {
  readonly pulled: readonly string[];
  readonly locked: boolean;
  readonly worked: readonly string[];
} {
  const pulled: string[] = [];
  const worked = new Set<string>();
  let folder = "";
  let locked = false;
  for (const command of shell.commands) {
    const [name = "", first = ""] = command.argv;
    if (name === "cd") folder = first;
    locked ||= command.layers.some(([word = ""]) => baseName(word) === "flock");
    const git = command.layers.find(([word = ""]) => baseName(word) === "git");
    const refresh = command.layers
      .flat()
      .find((word) => /^\/\S+\/[\w.-]*(?:pull|update|refresh|sync)[\w.-]*$/.test(word));
    if (refresh !== undefined && refresh.startsWith(`${folder}/`)) pulled.push(folder);
    else if (git !== undefined && git.some((word) => UPDATES.has(word)))
      pulled.push(git.includes("-C") ? (git[git.indexOf("-C") + 1] ?? "") : folder);
    else if (isWork(command) && folder.startsWith("/") && runsFromFolder(command.layers)) worked.add(folder);
  }
  return { pulled, locked, worked: [...worked] };
}

/** A relative script or a module: code that lies in the folder. */
function runsFromFolder(layers: readonly (readonly string[])[]): boolean {
  return layers.some(([name = "", first = ""]) => {
    const isInterpreter = /^(?:python[\d.]*|(?:ba)?sh|node)$/.test(baseName(name));
    return (
      (isInterpreter && /^[\w.][\w./-]*\.(?:py|sh|js|mjs)$/.test(first)) || /^\.?\.?\/?[\w-]+\/[\w./-]+\.sh$/.test(name)
    );
  });
}

interface SharedPull {
  readonly state: StateNode;
  readonly checkout: string;
  readonly others: readonly StateNode[];
}

/** The pulls within a Map or a Parallel that may meet on one checkout. */
export function sharedPulls(fan: StateNode, scripts: ReadonlyMap<StateNode, Script>): readonly SharedPull[] {
  const pulls = fan.inner.flatMap((scope, lane) =>
    statesWithin(scope).flatMap((state) => {
      const script = scripts.get(state);
      if (script === undefined) return [];
      const { pulled, locked } = checkoutsUsed(script.shell);
      return locked ? [] : [...new Set(pulled)].map((checkout) => ({ state, checkout, lane }));
    }),
  );
  return pulls.flatMap(({ state, checkout, lane }) => {
    const others = pulls
      .filter((other) => other.checkout === checkout && other.lane !== lane)
      .map((other) => other.state);
    return fan.type === "Map" || others.length > 0 ? [{ state, checkout, others }] : [];
  });
}

function statesWithin(scope: Scope): readonly StateNode[] {
  return [...scope.states.values()].flatMap((state) => [state, ...state.inner.flatMap(statesWithin)]);
}
