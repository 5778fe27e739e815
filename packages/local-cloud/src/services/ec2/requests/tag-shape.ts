export function tagShape(tags: ReadonlyMap<string, string>): readonly object[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}
