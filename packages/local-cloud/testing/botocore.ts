import { execFileSync } from "node:child_process";

/** A shape of a service's model, as botocore ships it. */
export interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, ModelMember>>;
  readonly member?: ModelMember;
  readonly value?: ModelMember;
  readonly required?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface ModelMember {
  readonly shape: string;
  readonly locationName?: string;
  readonly queryName?: string;
}

export interface Model {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const SCRIPT = `
import json, sys, botocore.loaders
print(json.dumps(botocore.loaders.Loader().load_service_model(sys.argv[1], 'service-2')))
`;

/** What AWS itself says of its API; `undefined` where botocore is not installed. */
export function botocoreModel(service: string): Model | undefined {
  try {
    const answer = execFileSync("python3", ["-c", SCRIPT, service], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(answer) as Model;
  } catch {
    return undefined;
  }
}
