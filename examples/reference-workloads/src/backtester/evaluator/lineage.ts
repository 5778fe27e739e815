import type { Manifest } from "@alpha-engine/artifacts";

/** Artifacts that were made from other bytes than lie there now: an earlier step was repeated and they were not. */
export function staleArtifacts(manifests: readonly Manifest[]): readonly string[] {
  const current = new Map(manifests.flatMap(({ outputs }) => outputs.map(({ key, sha256 }) => [key, sha256] as const)));
  return manifests.flatMap(({ stage, inputs }) =>
    inputs
      .filter(({ key, sha256 }) => current.has(key) && current.get(key) !== sha256)
      .map(({ key }) => `${stage} was made from an earlier ${key}`),
  );
}
