/** A parameter with its history, the oldest version first. */
export interface Parameter {
  readonly name: string;
  readonly versions: readonly Version[];
  readonly tags: readonly (readonly [key: string, value: string])[];
}

export interface Version {
  readonly version: number;
  readonly type: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly keyId: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly tier: Tier;
  readonly policies: string | undefined;
  readonly dataType: string;
  readonly modifiedAt: number;
  readonly labels: readonly string[];
}

export type Tier = "Standard" | "Advanced";

/** A version of a parameter, and how it was asked for. */
export interface Found {
  readonly parameter: Parameter;
  readonly version: Version;
  /** `:3` or `:label`, where that was said. */
  readonly selector: string | undefined;
}

export function latest({ versions }: Parameter): Version {
  const last = versions.at(-1);
  if (last === undefined) throw new Error("A parameter has at least one version");
  return last;
}
