import type { Input } from "./protocols.ts";

/** `Filter.1.Value.2=x` as `{ Filter: [{ Value: [, "x"] }] }`, without holes; `.member.` of the Query dialect is skipped. */
export function parseQuery(form: URLSearchParams): Input {
  const root: Node = new Map();
  for (const [name, value] of form) {
    if (name === "Action" || name === "Version") continue;
    const path = name.split(".").filter((part) => part !== "member");
    let node = root;
    for (const part of path.slice(0, -1)) {
      const next = node.get(part);
      const child: Node = next instanceof Map ? next : new Map();
      node.set(part, child);
      node = child;
    }
    node.set(path.at(-1) ?? "", value);
  }
  return plain(root) as Input;
}

type Node = Map<string, string | Node>;

function plain(node: string | Node): unknown {
  if (typeof node === "string") return node;
  const keys = [...node.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => plain(child));
  }
  return Object.fromEntries([...node].map(([key, child]) => [key, plain(child)]));
}
