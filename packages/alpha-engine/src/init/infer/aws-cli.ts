import type { Storage } from "./storage.ts";

/** Finds what a call of the AWS CLI, without `aws`, reads: objects, parameters, and where it writes to. */
export function readByCli(words: readonly string[], state: string, { buckets, parameters }: Storage): void {
  const at = words.findIndex((word) => word === "s3" || word === "ssm");
  const [service, action = ""] = at < 0 ? [] : words.slice(at);
  if (service === "s3") {
    const sources = words.filter((word) => word.startsWith("s3://"));
    const reads = action === "cp" || action === "mv" || action === "sync";
    for (const [index, word] of sources.entries()) {
      const [, bucket = "", key = ""] = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/(.*))?$/s.exec(word) ?? [];
      if (bucket === "") continue;
      const objects = buckets.at(bucket, state, () => new Map());
      // What goes up comes first in a call that has one of them only.
      const isSource =
        reads && index === 0 && isFirst(word, words.slice(words.indexOf(action) + 1)) && !/[$`*]/.test(key);
      const name = key === "" || key.endsWith("/") || isMany(action, words) ? `${folder(key)}object-1` : key;
      if (isSource && !objects.has(name)) objects.set(name, `stand-in for ${name}\n`);
    }
  }
  if (service === "ssm" && /^get-parameters?$/.test(action))
    for (const name of valuesOf(words, action === "get-parameter" ? "--name" : "--names"))
      if (/^[\w./-]+$/.test(name) && !/^\/?(?:aws|ssm)\b/i.test(name))
        parameters.at(name, state, () => ({ value: "value", isSecret: words.includes("--with-decryption") }));
}

function isMany(action: string, words: readonly string[]): boolean {
  return action === "sync" || words.includes("--recursive");
}

/** Whether no path comes before it. */
function isFirst(word: string, words: readonly string[]): boolean {
  return words.find((one) => one.startsWith("s3://") || (!one.startsWith("-") && /[./~]/.test(one))) === word;
}

function folder(key: string): string {
  return key === "" || key.endsWith("/") ? key : `${key}/`;
}

/** `--names a b`, `--name=a` */
function valuesOf(words: readonly string[], option: string): readonly string[] {
  const joined = words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
  if (joined !== undefined) return joined.split(/\s+/);
  const at = words.indexOf(option);
  if (at < 0) return [];
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => word.startsWith("--"));
  return end < 0 ? rest : rest.slice(0, end);
}
