import { valid, validRange } from "semver";

/** What kind of wish a specifier is. */
export type SpecifierKind = "exact" | "range" | "tag" | "none" | "workspace" | "git" | "url" | "file" | "variable";

/** A specifier that was understood. */
export interface Specifier {
  readonly kind: SpecifierKind;
  /** The exact version, the range or the tag. */
  readonly value: string;
}

/** What kind of wish a version specifier is; only `exact` gives the same tomorrow as today. */
export function classify(spec: string): Specifier {
  const text = spec.trim().replace(/^npm:(?:@[^/]+\/)?[^@]+@?/, "");
  if (text === "") return { kind: "none", value: "" };
  if (text.includes("$")) return { kind: "variable", value: text };
  if (text.startsWith("workspace:")) return { kind: "workspace", value: text };
  if (/^(?:git\b|git\+|github:|gitlab:|bitbucket:|[\w-]+\/[\w.-]+(?:#|$))|\.git(?:#|$)/.test(text))
    return { kind: "git", value: text };
  if (/^https?:/.test(text)) return { kind: "url", value: text };
  if (/^(?:file:|link:|portal:|\.{0,2}\/|~\/)/.test(text)) return { kind: "file", value: text };
  const version = valid(text.replace(/^=\s*/, ""));
  if (version !== null && /^=?\s*v?\d/.test(text)) return { kind: "exact", value: version };
  if (validRange(text) !== null) return { kind: "range", value: text };
  return { kind: "tag", value: text };
}
