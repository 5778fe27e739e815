import { type Edge, isObject, textsOf } from "../tree/tree.ts";

interface Look {
  readonly dot: string;
  /** What Mermaid puts around the label. */
  readonly mermaid: readonly [string, string];
  readonly fill: string;
}

/** How a state looks, by its type. */
export const SHAPES: Readonly<Record<string, Look>> = {
  Task: { dot: "shape=box, style=rounded", mermaid: ["(", ")"], fill: "#dbeafe" },
  Pass: { dot: "shape=box", mermaid: ["[", "]"], fill: "#f1f5f9" },
  Choice: { dot: "shape=diamond", mermaid: ["{", "}"], fill: "#fef9c3" },
  Wait: { dot: "shape=box, style=dashed", mermaid: ["[/", "/]"], fill: "#f5f5f4" },
  Succeed: { dot: "shape=doublecircle", mermaid: ["([", "])"], fill: "#dcfce7" },
  Fail: { dot: "shape=octagon, color=firebrick", mermaid: ["{{", "}}"], fill: "#fee2e2" },
  Parallel: { dot: "shape=box3d", mermaid: ["[[", "]]"], fill: "#ede9fe" },
  Map: { dot: "shape=box3d", mermaid: ["[[", "]]"], fill: "#ede9fe" },
};

/** What is written beside an edge; "" where there is nothing to say. */
export function labelOf({ kind, entry }: Edge): string {
  if (kind === "default") return "else";
  if (kind === "catch") return textsOf(entry?.["ErrorEquals"]).join(", ");
  return kind === "choice" && entry !== undefined ? conditionText(entry) : "";
}

function conditionText(rule: Readonly<Record<string, unknown>>): string {
  for (const [word, joined] of [
    ["And", " and "],
    ["Or", " or "],
  ] as const) {
    const parts = rule[word];
    if (Array.isArray(parts))
      return shortened(
        parts
          .filter(isObject)
          .map(conditionText)
          .filter((text) => !text.endsWith(" is there"))
          .join(joined) || parts.filter(isObject).map(conditionText).join(joined),
      );
  }
  if (isObject(rule["Not"])) return `not (${conditionText(rule["Not"])})`;
  if (typeof rule["Condition"] === "string") return shortened(rule["Condition"].replace(/^\{%\s*|\s*%\}$/g, ""));
  const [operator, value] = Object.entries(rule).find(
    ([key]) => !["Variable", "Next", "Comment", "Assign", "Output"].includes(key),
  ) ?? ["", ""];
  const variable = (typeof rule["Variable"] === "string" ? rule["Variable"] : "").replace(/^\$\./, "");
  if (operator === "IsPresent") return `${variable} is ${value === true ? "" : "not "}there`;
  return shortened(
    `${variable} ${SIGNS[operator.replace(/^(?:String|Numeric|Boolean|Timestamp)/, "").replace(/Path$/, "")] ?? operator} ${String(value)}`,
  );
}

const SIGNS: Readonly<Record<string, string>> = {
  Equals: "=",
  LessThan: "<",
  LessThanEquals: "≤",
  GreaterThan: ">",
  GreaterThanEquals: "≥",
  Matches: "~",
};

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
