import { type ConfigProblem, SpotWorkloadError } from "../errors.ts";

/** A config that is wrong, everything at once in one line. */
export function configError(source: string, problems: readonly ConfigProblem[]): SpotWorkloadError {
  const places = problems.length === 1 ? "" : ` in ${problems.length} places`;
  const message = `the config ${source} is wrong${places}: ${problems.map(sentence).join("; ")}`;
  return new SpotWorkloadError("CONFIG_INVALID", message, { problems });
}

function sentence({ path, expected, got, nearest, source }: ConfigProblem): string {
  const guess = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  return `${path === "" ? "" : `${path}: `}expected ${expected}, got ${got}${guess} [${source}]`;
}
