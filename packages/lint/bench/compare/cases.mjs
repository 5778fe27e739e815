import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SHARED = fileURLToPath(new URL("../../../../../shared/", import.meta.url));

/** What AWS said of a definition: `{text, type, isRefused}`. Texts that wait for substitutions are left out. */
export function verdicts() {
  return readList("recordings/verdicts/shown.json")
    .filter(({ flag }) => flag !== "template")
    .map(verdictOf);
}

/** The same of those among the recorded executions, of both sources. */
export function recorded() {
  return ["corpus", "corpus-2"].flatMap((name) => {
    const folder = join(SHARED, "recordings", name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => readList(join("recordings", name, file)))
      .filter(({ kind }) => kind === "validation")
      .map(verdictOf);
  });
}

/** Defects that were shipped: `{broken, fixed}`, lists of texts. */
export function defects() {
  const folder = join(SHARED, "definitions/defects");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const { files } = JSON.parse(readFileSync(join(folder, name, "meta.json"), "utf8"));
    const pairs = files
      .map(({ broken, fixed }) => [broken, fixed].map((file) => textOf(join(folder, name, file))))
      .filter(([broken = "", fixed = ""]) => broken.includes('"StartAt"') && fixed.includes('"StartAt"'));
    return pairs.length === 0
      ? []
      : [{ broken: pairs.map(([broken]) => broken), fixed: pairs.map(([, fixed]) => fixed) }];
  });
}

function verdictOf({ definition, definitionText, machineType, expectValid }) {
  return {
    text: definitionText ?? JSON.stringify(definition),
    type: machineType ?? "STANDARD",
    isRefused: !expectValid,
  };
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function readList(file) {
  const path = file.startsWith("/") ? file : join(SHARED, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
}
