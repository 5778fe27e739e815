/** A JSON pointer with more steps, escaped as RFC 6901 says. */
export function at(pointer: string, ...keys: readonly (string | number)[]): string {
  let path = pointer;
  for (const key of keys) path += `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return path;
}

/** The steps of a JSON pointer. */
export function steps(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
