import { describe, expect, test } from "vitest";

import { compileRedaction, type Redaction } from "./patterns.ts";
import { createRedactor } from "./redactor.ts";

function redact(text: string | Buffer, size: number, redaction: Redaction, env: NodeJS.ProcessEnv = {}): Buffer {
  const matcher = compileRedaction(redaction, env);
  if (matcher === undefined) throw new Error("nothing to hide");
  const redactor = createRedactor(matcher);
  const bytes = Buffer.from(text);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(redactor.push(bytes.subarray(at, at + size)));
  return Buffer.concat([...out, redactor.flush()]);
}

describe("a secret is hidden wherever the chunks are cut", () => {
  test.each(Array.from({ length: 24 }, (_, i) => i + 1))("every %i bytes", (size) => {
    const text = "token=abc123 and hunter2\nkeep hunter3, token=zz\n";
    const expected = "[redacted] and [redacted]\nkeep hunter3, [redacted]\n";
    const redaction = { patterns: [String.raw`token=\w+`], envNames: ["PASSWORD"] };
    expect(String(redact(text, size, redaction, { PASSWORD: "hunter2" }))).toBe(expected);
  });

  test("also when it spans lines", () => {
    const KEY = "-----BEGIN\nabc\ndef\n-----END\n";
    for (const size of [1, 5, 7, 30, 1000]) {
      expect(String(redact(`x\n${KEY}y\nabc\n`, size, { envNames: ["KEY"] }, { KEY }))).toBe("x\n[redacted]y\nabc\n");
    }
  });

  test("also in a line of a megabyte", () => {
    const filler = "x".repeat(300_000);
    const out = String(redact(`${filler}hunter2${filler}hunter2${filler}`, 65_536, { patterns: ["hunter2"] }));
    expect(out).toBe(`${filler}[redacted]${filler}[redacted]${filler}`);
  });
});

test("everything else is the same, byte for byte", () => {
  const noise = Buffer.from(Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 256));
  expect(redact(noise, 333, { patterns: ["no such thing"] }).equals(noise)).toBe(true);
});

test("secrets outside ASCII are hidden", () => {
  expect(String(redact("das Paßwort ist grün\n", 3, { envNames: ["P"] }, { P: "grün" }))).toBe(
    "das Paßwort ist [redacted]\n",
  );
});

test("of two values of which one begins the other the whole is hidden", () => {
  expect(String(redact("abc abcdef\n", 64, { envNames: ["A", "B"] }, { A: "abc", B: "abcdef" }))).toBe(
    "[redacted] [redacted]\n",
  );
});

test("a variable that is unset or empty hides nothing", () => {
  expect(compileRedaction({ envNames: ["UNSET", "EMPTY"] }, { EMPTY: "" })).toBeUndefined();
});
