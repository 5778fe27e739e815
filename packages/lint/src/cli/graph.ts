import { toDot, toMermaid, toSvg } from "@alpha-engine/definition";

import { named, readText } from "./files.ts";

const DRAW = { mermaid: toMermaid, dot: toDot, svg: toSvg };

export function drawFile(file: string, format: keyof typeof DRAW): void {
  process.stdout.write(named(file, () => DRAW[format](readText(file))));
}
