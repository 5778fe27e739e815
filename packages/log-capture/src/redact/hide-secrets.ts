import { openSync, closeSync, readSync, renameSync, statSync, writeSync } from "node:fs";

import { compileRedaction, type SecretMatcher } from "./patterns.ts";
import { createRedactor, hide } from "./redactor.ts";

/** Hides values wherever they are. */
export interface SecretHider {
  readonly text: (text: string) => string;
  /** Whether a file had any; it is written anew then. */
  readonly file: (path: string) => boolean;
}

/**
 * Hides secrets in texts and files, as they are, as JSON writes them (also within a text within JSON), and as base64.
 *
 * @example
 * ```ts example
 * import { hideSecrets } from "@alpha-engine/log-capture";
 *
 * console.log(hideSecrets(["hunter2", 'a "b"']).text('{"password":"hunter2","other":"a \\"b\\""}'));
 * ```
 * ```text output
 * {"password":"[redacted]","other":"[redacted]"}
 * ```
 */
export function hideSecrets(secrets: readonly string[]): SecretHider {
  const written = [...new Set(secrets.flatMap(formsOf))];
  const env = Object.fromEntries(written.map((form, index) => [`SECRET_${index}`, form]));
  const matcher = compileRedaction({ envNames: Object.keys(env) }, env);
  if (matcher === undefined) return { text: (text) => text, file: () => false };
  return {
    text: (text) => Buffer.from(hide(Buffer.from(text).toString("latin1"), matcher), "latin1").toString("utf8"),
    file: (path) =>
      hideInFile(
        path,
        matcher,
        written.map((form) => Buffer.from(form)),
      ),
  };
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), Buffer.from(secret).toString("base64")];
}

const CHUNK = 1024 * 1024;

function hideInFile(path: string, matcher: SecretMatcher, forms: readonly Buffer[]): boolean {
  if (!contains(path, forms)) return false;
  const { mode } = statSync(path);
  const fresh = `${path}.hidden`;
  const to = openSync(fresh, "w", mode & 0o777);
  try {
    const redactor = createRedactor(matcher);
    for (const chunk of chunksOf(path)) writeSync(to, redactor.push(chunk));
    writeSync(to, redactor.flush());
  } finally {
    closeSync(to);
  }
  renameSync(fresh, path);
  return true;
}

/** Across the borders of chunks, too. */
function contains(path: string, forms: readonly Buffer[]): boolean {
  const longest = Math.max(...forms.map(({ length }) => length));
  let before = Buffer.alloc(0);
  for (const chunk of chunksOf(path)) {
    const bytes = Buffer.concat([before, chunk]);
    if (forms.some((form) => bytes.includes(form))) return true;
    before = bytes.subarray(Math.max(0, bytes.length - longest + 1));
  }
  return false;
}

function* chunksOf(path: string): Generator<Buffer> {
  const from = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let read = readSync(from, chunk); read > 0; read = readSync(from, chunk))
      yield Buffer.from(chunk.subarray(0, read));
  } finally {
    closeSync(from);
  }
}
