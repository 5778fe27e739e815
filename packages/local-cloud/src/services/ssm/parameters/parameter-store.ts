import type { Part } from "../../../cloud/part.ts";
import { arnOf, type Place } from "../../../cloud/place.ts";
import { optionalString, records, requiredString } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { newVersion } from "./new-version.ts";
import { readReference, refuseName } from "./parameter-name.ts";
import { type Found, latest, type Parameter, type Version } from "./parameter.ts";

export interface ParameterStore {
  all(): readonly Parameter[];
  /** By name, `name:3`, `name:label` or ARN; `undefined` when there is no such parameter. Throws ParameterVersionNotFound. */
  find(reference: string): Found | undefined;
  /** The same; throws ParameterNotFound. */
  get(reference: string): Found;
  /** As PutParameter asks. */
  put(input: Input): Version;
  change(parameter: Parameter): void;
  /** False when there was none. */
  remove(name: string): boolean;
  /** Fills in `{{ssm:name}}` as the agent does: String and StringList only (parameterstore.go, agent 3.3, 2024-10). */
  readonly resolve: (text: string) => string;
  readonly arnOf: (name: string) => string;
}

/** Of standard and of advanced parameters, in one region (AWS General Reference, Systems Manager quotas, 2026-11). */
const MOST_PARAMETERS = 10_000;
const MOST_VERSIONS = 100;
const EXISTS =
  "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
const TAGS_AND_OVERWRITE =
  "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.";

export function createParameterStore(part: Pick<Part, "clock" | "journal" | keyof Place>): ParameterStore {
  const { clock, journal } = part;
  const parameters = new Map<string, Parameter>(journal.read<Parameter>("parameter"));
  const arnOfName = (name: string): string => arnOf(part, "ssm", `parameter/${name.replace(/^\//, "")}`);
  const change = (parameter: Parameter): void => {
    parameters.set(parameter.name, parameter);
    journal.put("parameter", parameter.name, parameter);
  };
  const find: ParameterStore["find"] = (reference) => {
    const { name, also = "", selector } = readReference(reference);
    const parameter = parameters.get(name) ?? parameters.get(also);
    if (parameter === undefined) return undefined;
    if (selector === undefined) return { parameter, version: latest(parameter), selector };
    const version = parameter.versions.find(
      (each) => String(each.version) === selector || each.labels.includes(selector),
    );
    if (version === undefined) throw noVersion(parameter.name, selector);
    return { parameter, version, selector: `:${selector}` };
  };
  const get: ParameterStore["get"] = (reference) => {
    const found = find(reference);
    // The message is empty on the wire too.
    if (found === undefined) throw new ServiceError("ParameterNotFound", "");
    return found;
  };
  return {
    all: () => [...parameters.values()],
    arnOf: arnOfName,
    find,
    get,
    change,
    put: (input) => {
      const name = requiredString(input, "Name");
      const tags = records(input, "Tags");
      const overwrite = input["Overwrite"] === true;
      if (overwrite && tags.length > 0) throw new ServiceError("ValidationException", TAGS_AND_OVERWRITE);
      refuseName(name, arnOfName(name));
      const old = parameters.get(name);
      if (old !== undefined && !overwrite) throw new ServiceError("ParameterAlreadyExists", EXISTS);
      const made = newVersion(input, old && latest(old), clock.now());
      if (old === undefined) refuseOneMore(parameters.values(), made.tier);
      const given = tags.map((tag) => [requiredString(tag, "Key"), optionalString(tag, "Value") ?? ""] as const);
      change({ name, tags: old?.tags ?? given, versions: [...(old === undefined ? [] : withRoom(old)), made] });
      return made;
    },
    remove: (name) => {
      journal.remove("parameter", name);
      return parameters.delete(name);
    },
    resolve: (text) =>
      text.replaceAll(/\{\{\s*ssm:([\w./:-]+)\s*\}\}/g, (_, name: string) => {
        const { version } = get(name);
        if (version.type !== "SecureString") return version.value;
        throw new Error(`Parameters [${name}] of type SecureString are not supported`);
      }),
  };
}

export function noVersion(name: string, version: string): ServiceError {
  const text = `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`;
  return new ServiceError("ParameterVersionNotFound", text);
}

/** The oldest version goes where there are a hundred, unless it has a label (user guide, sysman-paramstore-versions, 2023-06). */
function withRoom({ name, versions }: Parameter): readonly Version[] {
  const [oldest] = versions;
  if (oldest === undefined || versions.length < MOST_VERSIONS) return versions;
  if (oldest.labels.length === 0) return versions.slice(1);
  const text = `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`;
  throw new ServiceError("ParameterMaxVersionLimitExceeded", text);
}

function refuseOneMore(all: Iterable<Parameter>, tier: string): void {
  if ([...all].filter((each) => latest(each).tier === tier).length < MOST_PARAMETERS) return;
  const text = `You have exceeded the number of ${tier.toLowerCase()} parameters for this AWS account. Delete one or more parameters and try again.`;
  throw new ServiceError("ParameterLimitExceeded", text);
}
