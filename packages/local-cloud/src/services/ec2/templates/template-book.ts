import type { Clock } from "@alpha-engine/asl";

import type { Journal } from "../../../cloud/kept/journal.ts";
import { keptMap } from "../../../cloud/kept/kept-map.ts";
import { optionalString, record, records } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { hex } from "../requests/random-id.ts";
import type { TagsByType } from "../tags/read-tags.ts";

export interface LaunchTemplate {
  readonly templateId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  defaultVersion: number;
  /** What each version holds, the first at index 0; in the parameters of RunInstances. */
  readonly versions: TemplateVersion[];
}

export interface TemplateVersion {
  readonly data: Input;
  readonly description: string | undefined;
  readonly createdAt: number;
}

export interface TemplateBook {
  all(): readonly LaunchTemplate[];
  create(name: string, data: Input, description: string | undefined, tags: Map<string, string>): LaunchTemplate;
  delete(template: LaunchTemplate): void;
  /** Something about it has changed. */
  changed(template: LaunchTemplate): void;
  /** By its LaunchTemplateId or LaunchTemplateName. */
  find(reference: Input): LaunchTemplate;
  /** A launch with what its launch template says where it does not say it itself, and the tags that tell of that. */
  applied(input: Input): { readonly input: Input; readonly marks: TagsByType };
}

type KeptTemplate = Omit<LaunchTemplate, "tags"> & { readonly tags: readonly (readonly [string, string])[] };

/** Launch templates, by id. Their error codes are those of the EC2 API's list (2023). */
export function createTemplateBook(clock: Clock, journal: Journal): TemplateBook {
  const templates = keptMap(
    journal,
    "launch-template",
    (template: LaunchTemplate): KeptTemplate => ({ ...template, tags: [...template.tags] }),
    (kept): LaunchTemplate => ({ ...kept, tags: new Map(kept.tags) }),
  );
  const find: TemplateBook["find"] = (reference) => {
    const id = optionalString(reference, "LaunchTemplateId");
    const name = optionalString(reference, "LaunchTemplateName");
    if ((id === undefined) === (name === undefined)) {
      throw new ServiceError("MissingParameter", "Either a launch template's id or its name must be given, not both.");
    }
    const found = [...templates.values()].find((each) => each.templateId === id || each.name === name);
    if (found !== undefined) return found;
    if (name !== undefined) {
      const text = `The specified launch template, with template name ${name}, does not exist.`;
      throw new ServiceError("InvalidLaunchTemplateName.NotFoundException", text);
    }
    const malformed = !/^lt-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id ?? "");
    throw new ServiceError(
      malformed ? "InvalidLaunchTemplateId.Malformed" : "InvalidLaunchTemplateId.NotFound",
      `The specified launch template, with template ID ${id}, ${malformed ? "is not well formed" : "does not exist"}.`,
    );
  };
  return {
    all: () => [...templates.values()],
    create: (name, data, description, tags) => {
      if ([...templates.values()].some((each) => each.name === name)) {
        const text = "Launch template name already in use.";
        throw new ServiceError("InvalidLaunchTemplateName.AlreadyExistsException", text);
      }
      const createdAt = clock.now();
      const templateId = `lt-0${hex(16)}`;
      const versions = [{ data, description, createdAt }];
      const template: LaunchTemplate = { templateId, name, createdAt, tags, defaultVersion: 1, versions };
      templates.set(templateId, template);
      return template;
    },
    delete: (template) => void templates.delete(template.templateId),
    changed: (template) => void templates.set(template.templateId, template),
    find,
    applied: (input) => {
      const reference = record(input, "LaunchTemplate");
      if (Object.keys(reference).length === 0) return { input, marks: new Map() };
      const template = find(reference);
      const version = versionOf(template, optionalString(reference, "Version"));
      return { input: merged(version.data, input), marks: templateMarks({ template, version }) };
    },
  };
}

/** What EC2 itself puts on an instance that was launched from a template. */
export function templateMarks({
  template,
  version,
}: {
  readonly template: LaunchTemplate;
  readonly version: { readonly number: number };
}): TagsByType {
  const marks = new Map([
    ["aws:ec2launchtemplate:id", template.templateId],
    ["aws:ec2launchtemplate:version", String(version.number)],
  ]);
  return new Map([["instance", marks]]);
}

/** A number, `$Default` or `$Latest`; the default where nothing is said. */
export function versionOf(template: LaunchTemplate, asked: string | undefined): TemplateVersion & { number: number } {
  const latest = template.versions.length;
  const number =
    asked === undefined || asked === "$Default"
      ? template.defaultVersion
      : asked === "$Latest"
        ? latest
        : Number(asked);
  const version = template.versions[number - 1];
  if (version !== undefined) return { ...version, number };
  const text = `Could not find the specified version ${asked} for the launch template with ID ${template.templateId}.`;
  throw new ServiceError("InvalidLaunchTemplateId.VersionNotFound", text);
}

/** The request wins over its template; tags of both are put on. */
export function merged(data: Input, input: Input): Input {
  const tags = mergedTags(records(data, "TagSpecification"), records(input, "TagSpecification"));
  return { ...data, ...input, ...(tags.length === 0 ? {} : { TagSpecification: tags }) };
}

function mergedTags(template: readonly Input[], request: readonly Input[]): readonly Input[] {
  const types = new Set([...template, ...request].map((each) => String(each["ResourceType"])));
  return [...types].map((ResourceType) => {
    const of = (list: readonly Input[]): readonly Input[] =>
      list.filter((each) => each["ResourceType"] === ResourceType).flatMap((each) => records(each, "Tag"));
    const asked = of(request);
    const kept = of(template).filter(({ Key }) => asked.every((tag) => tag["Key"] !== Key));
    return { ResourceType, Tag: [...kept, ...asked] };
  });
}
