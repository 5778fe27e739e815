import { flag, list, type Members, oneOf, required, structure, text, whole } from "../../wire/shape.ts";

/** The limits of each request (botocore 1.43 model of EventBridge, 2026-11). */
const name = text({ least: 1, most: 64, pattern: String.raw`[\.\-_A-Za-z0-9]+` });
const arn = text({ least: 1, most: 1600 });
const EventBusName = text({
  least: 1,
  most: 1600,
  pattern: String.raw`(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+`,
});
const tagKey = text({ least: 1, most: 128 });
const tags = list(structure({ Key: required(tagKey), Value: required(text({ least: 0, most: 256 })) }));
const pages: Members = { NextToken: text({ least: 1, most: 2048 }), Limit: whole({ least: 1, most: 100 }) };
const rule: Members = { Name: required(name), EventBusName };
const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

export const EVENTS_INPUTS: Readonly<Record<string, Members>> = {
  PutRule: {
    ...rule,
    ScheduleExpression: text({ most: 256 }),
    EventPattern: text({ most: 4096 }),
    State: oneOf(...STATES),
    Description: text({ most: 512 }),
    RoleArn: arn,
    Tags: tags,
  },
  DescribeRule: rule,
  EnableRule: rule,
  DisableRule: rule,
  DeleteRule: { ...rule, Force: flag },
  ListRules: { NamePrefix: name, EventBusName, ...pages },
  PutTargets: {
    Rule: required(name),
    EventBusName,
    Targets: required(
      list(
        structure({
          Id: required(name),
          Arn: required(arn),
          RoleArn: arn,
          Input: text({ most: 8192 }),
          InputPath: text({ most: 256 }),
          SqsParameters: structure({ MessageGroupId: text({ most: 100 }) }),
        }),
        { least: 1, most: 100 },
      ),
    ),
  },
  ListTargetsByRule: { Rule: required(name), EventBusName, ...pages },
  RemoveTargets: {
    Rule: required(name),
    EventBusName,
    Ids: required(list(name, { least: 1, most: 100 })),
    Force: flag,
  },
  TagResource: { ResourceARN: required(arn), Tags: required(tags) },
  UntagResource: { ResourceARN: required(arn), TagKeys: required(list(tagKey)) },
  ListTagsForResource: { ResourceARN: required(arn) },
};
