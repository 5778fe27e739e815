import { optionalString, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { readFilters } from "../requests/filters.ts";
import { type LaunchTemplate, type TemplateBook, versionOf } from "./template-book.ts";

type Asked = readonly [LaunchTemplate, number];

const MOST = 200;

/**
 * The versions that DescribeLaunchTemplateVersions names: of one template by number, `$Latest`, `$Default` or range, newest
 * first; or, without a template, `$Latest` and `$Default` of all (botocore 1.43 model, 2026-11).
 */
export function versionsAsked(input: Input, templates: TemplateBook): readonly Asked[] {
  const versions = strings(input, "LaunchTemplateVersion");
  const [least, most] = [optionalString(input, "MinVersion"), optionalString(input, "MaxVersion")];
  const ranged = least !== undefined || most !== undefined;
  if (versions.length > 0 && ranged) {
    throw refusal(
      "InvalidParameterCombination",
      "Versions cannot be specified together with MinVersion or MaxVersion.",
    );
  }
  if (versions.length > MOST)
    throw refusal("InvalidParameterValue", `At most ${MOST} versions can be described at once.`);
  const matches = readFilters(input, "template versions");
  return among(input, templates, versions, [least, most]).filter(([template, number]) => {
    const { data, createdAt } = versionOf(template, String(number));
    const fields = {
      "create-time": new Date(createdAt).toISOString(),
      "image-id": optionalString(data, "ImageId"),
      "instance-type": optionalString(data, "InstanceType"),
      "is-default-version": String(number === template.defaultVersion),
    };
    return matches(fields, new Map());
  });
}

function among(
  input: Input,
  templates: TemplateBook,
  versions: readonly string[],
  [least, most]: readonly [string | undefined, string | undefined],
): readonly Asked[] {
  if (input["LaunchTemplateId"] === undefined && input["LaunchTemplateName"] === undefined) {
    if (versions.length === 0 || versions.some((each) => !each.startsWith("$"))) {
      throw refusal(
        "MissingParameter",
        "Either a launch template's id or its name must be given, or $Latest or $Default as the versions.",
      );
    }
    return templates.all().flatMap((template) => versions.map((each): Asked => [template, numberOf(template, each)]));
  }
  const template = templates.find(input);
  if (versions.length > 0) return versions.map((each): Asked => [template, numberOf(template, each)]);
  const from = bound(least, 1, "MinVersion");
  const to = bound(most, Infinity, "MaxVersion");
  return template.versions
    .map((_, index): Asked => [template, index + 1])
    .filter(([, number]) => number >= from && number <= to)
    .toReversed();
}

function numberOf(template: LaunchTemplate, asked: string): number {
  if (/^(?:\$Latest|\$Default|[1-9]\d*)$/.test(asked)) return versionOf(template, asked).number;
  throw refusal("InvalidLaunchTemplateVersion.Malformed", `The launch template version '${asked}' is not valid.`);
}

function bound(asked: string | undefined, standard: number, name: string): number {
  if (asked === undefined) return standard;
  if (/^[1-9]\d*$/.test(asked)) return Number(asked);
  throw refusal("InvalidParameterValue", `Value (${asked}) for parameter ${name} is invalid: a version number.`);
}

function refusal(code: string, message: string): ServiceError {
  return new ServiceError(code, message);
}
