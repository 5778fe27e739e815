import { toDot } from "../graph/to-dot.ts";
import { toMermaid } from "../graph/to-mermaid.ts";
import { toSvg } from "../graph/to-svg.ts";
import { named, readText } from "./files.ts";

const DRAW = { mermaid: toMermaid, dot: toDot, svg: toSvg };

export function drawFile(file: string, format: keyof typeof DRAW): void {
  process.stdout.write(named(file, () => DRAW[format](readText(file))));
}
