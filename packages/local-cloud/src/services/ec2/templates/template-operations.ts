import { globalArnOf, type Place } from "../../../cloud/place.ts";
import { optionalString, record, records, strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { readUserData } from "../launch/user-data.ts";
import { readFilters } from "../requests/filters.ts";
import { paged } from "../requests/paged.ts";
import { parameter } from "../requests/parameters.ts";
import { tagShape } from "../requests/tag-shape.ts";
import { readTagSpecifications } from "../tags/read-tags.ts";
import { readVolumes } from "../volumes/volume.ts";
import { type LaunchTemplate, merged, type TemplateBook, versionOf } from "./template-book.ts";
import { templateDataShape } from "./template-data-shape.ts";
import { versionsAsked } from "./versions-asked.ts";

/** Launch templates as far as a user of CreateFleet and RunInstances needs them. */
export function templateOperations(templates: TemplateBook, place: Place): QueryService["operations"] {
  const shape = (template: LaunchTemplate): object => templateShape(template, place);
  const version = (template: LaunchTemplate, asked: string): object => {
    const { number, data, description, createdAt } = versionOf(template, asked);
    return {
      launchTemplateId: template.templateId,
      launchTemplateName: template.name,
      versionNumber: number,
      versionDescription: description,
      createTime: new Date(createdAt),
      createdBy: globalArnOf(place, "iam", "root"),
      defaultVersion: number === template.defaultVersion,
      launchTemplateData: templateDataShape(data),
    };
  };
  return {
    CreateLaunchTemplate: async (input) => {
      const name = parameter(input, "LaunchTemplateName");
      if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
        const text = `The launch template name ${name} is not valid: 3 to 128 letters, digits and ().-/_`;
        throw new ServiceError("InvalidLaunchTemplateName.MalformedException", text);
      }
      const tags = readTagSpecifications(input, ["launch-template"]).get("launch-template");
      const description = optionalString(input, "VersionDescription");
      const template = templates.create(name, templateData(input), description, new Map(tags));
      return { launchTemplate: shape(template) };
    },
    CreateLaunchTemplateVersion: async (input) => {
      const template = templates.find(input);
      const source = optionalString(input, "SourceVersion");
      const base = source === undefined ? {} : versionOf(template, source).data;
      const data = merged(base, templateData(input));
      template.versions.push({
        data,
        description: optionalString(input, "VersionDescription"),
        createdAt: template.createdAt,
      });
      templates.changed(template);
      return { launchTemplateVersion: version(template, "$Latest") };
    },
    ModifyLaunchTemplate: async (input) => {
      const template = templates.find(input);
      template.defaultVersion = versionOf(template, optionalString(input, "SetDefaultVersion")).number;
      templates.changed(template);
      return { launchTemplate: shape(template) };
    },
    DescribeLaunchTemplates: async (input) => {
      const ids = strings(input, "LaunchTemplateId");
      const names = strings(input, "LaunchTemplateName");
      const asked = [
        ...ids.map((LaunchTemplateId) => templates.find({ LaunchTemplateId })),
        ...names.map((LaunchTemplateName) => templates.find({ LaunchTemplateName })),
      ];
      const matches = readFilters(input, "templates");
      const found = (asked.length > 0 ? asked : templates.all()).filter((each) =>
        matches(
          { "launch-template-name": each.name, "create-time": new Date(each.createdAt).toISOString() },
          each.tags,
        ),
      );
      const { items, next } = paged(input, found, { least: 1 });
      return { launchTemplates: items.map(shape), nextToken: next };
    },
    DescribeLaunchTemplateVersions: async (input) => {
      const found = versionsAsked(input, templates);
      const { items, next } = paged(input, found, { least: 1, most: 200 });
      return {
        launchTemplateVersionSet: items.map(([template, number]) => version(template, String(number))),
        nextToken: next,
      };
    },
    DeleteLaunchTemplate: async (input) => {
      const template = templates.find(input);
      templates.delete(template);
      return { launchTemplate: shape(template) };
    },
  };
}

/** Held in the parameters of RunInstances; only the groups of a network interface are called otherwise. */
function templateData(input: Input): Input {
  const data = record(input, "LaunchTemplateData");
  if (Object.keys(data).length === 0) {
    throw new ServiceError("MissingParameter", "The request must contain the parameter LaunchTemplateData");
  }
  readUserData(optionalString(data, "UserData"));
  readVolumes(records(data, "BlockDeviceMapping"));
  for (const specification of records(data, "TagSpecification")) {
    readTagSpecifications({ TagSpecification: [specification] }, TAGGED_AT_LAUNCH);
  }
  return data;
}

const TAGGED_AT_LAUNCH = ["instance", "volume", "network-interface", "spot-instances-request"];

function templateShape(template: LaunchTemplate, place: Place): object {
  return {
    launchTemplateId: template.templateId,
    launchTemplateName: template.name,
    createTime: new Date(template.createdAt),
    createdBy: globalArnOf(place, "iam", "root"),
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.versions.length,
    tagSet: tagShape(template.tags),
  };
}
