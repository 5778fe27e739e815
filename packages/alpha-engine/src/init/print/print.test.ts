import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { type Noted, plain } from "../noted.ts";
import { asTypescript } from "./typescript.ts";
import { asYaml } from "./yaml.ts";

const PIECES = [
  '"',
  "'",
  "`",
  "${process.exit(3)}",
  "\\",
  "\n",
  "\r",
  "*/",
  "//",
  "#",
  "\u2028",
  "\u2029",
  "\u0085",
  "\0",
  "{%",
  ": ",
  "- ",
  "__proto__",
  "constructor",
  "</script>",
  "é",
  "\uD83D\uDE00",
  "\uD800",
  " ",
  "a",
  "!!js",
  "&a",
  "*a",
  "|",
  ">",
  "@",
  "%",
];

/** Numbers from 0 to below 1. */
function seeded(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return at / 4_294_967_296;
  };
}

test("whatever texts a definition holds, what is printed is the same value again: 150 seeds", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alpha-engine-print-"));
  try {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = seeded(seed);
      const pick = (most: number): number => Math.floor(random() * most);
      const text = (): string => Array.from({ length: 1 + pick(5) }, () => PIECES[pick(PIECES.length)]).join("");
      const make = (depth: number): Noted => {
        const note = random() < 0.5 ? text() : undefined;
        if (depth > 2 || random() < 0.4) return { value: random() < 0.8 ? text() : pick(100), note };
        if (random() < 0.3) return { value: Array.from({ length: pick(4) }, () => make(depth + 1)), note };
        return { value: new Map(Array.from({ length: pick(4) }, () => [text(), make(depth + 1)] as const)), note };
      };
      const config: Noted = {
        value: new Map([
          ["pipelines", make(0)],
          ["rehearsal", make(0)],
        ]),
      };
      const module = asTypescript(config, text()).replace(/^import .*$/m, "const defineConfig = (value) => value;");
      const file = join(folder, `${seed}.mjs`);
      writeFileSync(file, module);
      const { default: loaded } = (await import(pathToFileURL(file).href)) as { readonly default: unknown };
      expect(JSON.stringify(loaded), `seed ${seed}`).toBe(JSON.stringify(plain(config)));
      const yaml = JSON.stringify(parse(asYaml(config, text()), { maxAliasCount: 0, logLevel: "error" }));
      expect(yaml, `seed ${seed}`).toBe(JSON.stringify(plain(config)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
