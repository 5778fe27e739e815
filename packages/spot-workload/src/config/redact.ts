const SECRET_NAME = /(secret|token|password|passwd|api_?key|access_?key|credential)/i;
const SHOWN = "***";

/** The value, fit to be shown: what looks like a secret is covered, wherever it stands in it. */
export function redacted(value: unknown, path = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => redacted(item, path));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, key)]));
  }
  // `secrets` holds names of parameters: what they hold is never here.
  if (/(^|\.)secrets(\.|$)/.test(path)) return value;
  if (SECRET_NAME.test(path.split(".").at(-1) ?? "")) return SHOWN;
  return typeof value === "string" ? redactText(value) : value;
}

function redactText(text: string): string {
  return text
    .replaceAll(/(?<=:\/\/)[^/\s@]+@/g, `${SHOWN}@`)
    .replaceAll(
      /(?<=\b[\w-]*(?:secret|token|password|passwd|api[_-]?key|access[_-]?key|credential)[\w-]*[= ])("[^"]*"|'[^']*'|[^\s"'$]\S*)/gi,
      SHOWN,
    )
    .replaceAll(
      /\b(?:gh[pousr]_\w{10,}|github_pat_\w{10,}|AKIA[A-Z\d]{12,}|sk-[\w-]{16,}|xox[abp]-[\w-]{10,})/g,
      SHOWN,
    );
}
