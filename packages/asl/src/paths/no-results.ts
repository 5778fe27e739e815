import { evaluatePath, type PathData } from "./evaluate-path.ts";
import type { Path } from "./path.ts";

/** Why a path found nothing, in the words of AWS's path library. */
export function noResults(path: Path, data: PathData): string {
  const names = path.segments.map((segment) =>
    segment.kind === "index" ? `[${segment.index}]` : segment.kind === "name" ? `['${segment.name}']` : "[*]",
  );
  if (path.segments.length <= 1) return `No results for path: $${names.join("")}`;
  let known = 0;
  while (
    known < path.segments.length &&
    evaluatePath({ ...path, segments: path.segments.slice(0, known + 1) }, data) !== undefined
  )
    known++;
  // An index that is out of range is no missing property, wherever it stands.
  return known === path.segments.length - 1 || path.segments[known]?.kind === "index"
    ? `No results for path: $${names.join("")}`
    : `Missing property in path $${names.slice(0, known + 1).join("")}`;
}
