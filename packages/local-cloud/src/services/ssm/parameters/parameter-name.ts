import { ServiceError } from "../../../wire/service-error.ts";

const FORM =
  "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";
const MOST_LEVELS = 15;
/** With the ARN before it (botocore 1.43 model of PutParameter, Name, 2026-11). */
const LONGEST = 1011;

/** `name`, `name:3`, `name:label`, or an ARN of these. */
export interface Reference {
  readonly name: string;
  /** Another spelling that the same ARN may mean. */
  readonly also: string | undefined;
  readonly selector: string | undefined;
}

/**
 * How a parameter is asked for. Other names than a parameter can have are refused as AWS recorded it (LocalStack's
 * recordings, test_hierarchical_parameter, 2025).
 */
export function readReference(text: string): Reference {
  const path = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\/(.+)$/.exec(text)?.[1];
  const [said = "", ...rest] = (path ?? text).split(":");
  const selector = rest.length === 0 ? undefined : rest.join(":");
  // The ARN of a parameter has one slash there whether its name begins with one or not.
  const name = path === undefined ? said : `/${said}`;
  if (!isWellFormed(name)) throw malformed();
  return { name, also: path === undefined ? undefined : said, selector };
}

/**
 * Refuses the names that a new parameter cannot have. Sources: user guide, sysman-paramstore-su-create; the sentences
 * as quoted by users of AWS and in moto's tests (2020 to 2026).
 */
export function refuseName(name: string, arn: string): void {
  const bare = name.replace(/^\//, "").toLowerCase();
  const isPath = name.lastIndexOf("/") > 0;
  if (bare.startsWith("aws") && isPath && name.startsWith("/")) {
    throw new ServiceError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (bare.startsWith("ssm") || bare.startsWith("aws")) throw malformed(isPath ? '"ssm"' : '"aws" or "ssm"');
  if (name.includes("/") && !name.startsWith("/")) throw invalid("Parameter name must be a fully qualified name");
  if (!isWellFormed(name)) throw malformed();
  if (name.split("/").length - 1 > MOST_LEVELS) {
    const text = `Hierarchy level limit exceeded: a hierarchy can have a maximum of ${MOST_LEVELS} levels.`;
    throw new ServiceError("HierarchyLevelLimitExceededException", text);
  }
  if (arn.length > LONGEST) {
    throw invalid(`Parameter name: the name with its ARN can have at most ${LONGEST} characters.`);
  }
}

/** The path of GetParametersByPath, and what filters by Path name (moto's tests, 2026-08). */
export function refusePath(path: string): void {
  if (/^(?:\/[A-Za-z0-9_.-]+)*\/?$/.test(path) && path.startsWith("/") && !/^\/ssm(?:\/|$)/i.test(path)) return;
  throw invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

function isWellFormed(name: string): boolean {
  return /^(?:\/[A-Za-z0-9_.-]+)+$|^[A-Za-z0-9_.-]+$/.test(name);
}

function malformed(prefixes = '"ssm"'): ServiceError {
  return invalid(`Parameter name: can't be prefixed with ${prefixes} (case-insensitive). ${FORM}`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
