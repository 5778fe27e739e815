import {
  flag,
  list,
  map,
  type Members,
  oneOf,
  required,
  type Shape,
  structure,
  text,
  whole,
} from "../../wire/shape.ts";

/** The limits of each request (botocore 1.43 model of CloudWatch Logs, 2026-11). */
const groupName = text({ least: 1, most: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]+` });
const streamName = text({ least: 1, most: 512, pattern: "[^:*]*" });
/** Of what is made, the length of a name is refused in other words. */
const newName = (pattern: string): Shape => required(text({ least: 1, pattern }));
const identifier = text({ least: 1, most: 2048, pattern: String.raw`[\w#+=/:,.@-]*` });
const arn = required(text({ least: 1, most: 1011, pattern: String.raw`[\w+=/:,.@-]*` }));
const logClass = oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY");
const tagKey = text({ least: 1, most: 128, pattern: String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$` });
const tags = map(text({ most: 256, pattern: String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$` }));
const time = whole({ least: 0 });
const page = (most: number): Members => ({ nextToken: text({ least: 1 }), limit: whole({ least: 1, most }) });
const account = text({ least: 12, most: 12, pattern: String.raw`^\d{12}$` });
const group: Members = { logGroupName: required(groupName) };
const eitherGroup: Members = { logGroupName: groupName, logGroupIdentifier: identifier };
const stream: Members = { ...group, logStreamName: required(streamName) };

export const LOGS_INPUTS: Readonly<Record<string, Members>> = {
  CreateLogGroup: {
    logGroupName: newName(String.raw`[\.\-_/#A-Za-z0-9]+`),
    kmsKeyId: text({ most: 256 }),
    tags,
    logGroupClass: logClass,
    deletionProtectionEnabled: flag,
  },
  DeleteLogGroup: group,
  DescribeLogGroups: {
    accountIdentifiers: list(account, { least: 0, most: 20 }),
    logGroupNamePrefix: groupName,
    logGroupNamePattern: text({ least: 0, most: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]*` }),
    ...page(50),
    includeLinkedAccounts: flag,
    logGroupClass: logClass,
    logGroupIdentifiers: list(identifier, { least: 1, most: 50 }),
  },
  ListLogGroups: {
    logGroupNamePattern: text({
      least: 3,
      most: 129,
      pattern: String.raw`(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}`,
    }),
    logGroupClass: logClass,
    includeLinkedAccounts: flag,
    accountIdentifiers: list(account, { least: 0, most: 20 }),
    ...page(1000),
  },
  PutRetentionPolicy: { ...group, retentionInDays: required(whole()) },
  DeleteRetentionPolicy: group,
  TagLogGroup: { ...group, tags: required(tags) },
  UntagLogGroup: { ...group, tags: required(list(tagKey, { least: 1 })) },
  ListTagsLogGroup: group,
  TagResource: { resourceArn: arn, tags: required(tags) },
  UntagResource: { resourceArn: arn, tagKeys: required(list(tagKey, { least: 0, most: 50 })) },
  ListTagsForResource: { resourceArn: arn },
  CreateLogStream: { ...group, logStreamName: newName("[^:*]*") },
  DeleteLogStream: stream,
  DescribeLogStreams: {
    ...eitherGroup,
    logStreamNamePrefix: streamName,
    orderBy: oneOf("LogStreamName", "LastEventTime"),
    descending: flag,
    ...page(50),
  },
  PutLogEvents: {
    ...stream,
    logEvents: required(
      list(structure({ timestamp: required(time), message: required(text({ least: 1 })) }), { least: 1, most: 10_000 }),
    ),
    sequenceToken: text({ least: 1 }),
  },
  GetLogEvents: {
    ...eitherGroup,
    logStreamName: required(streamName),
    startTime: time,
    endTime: time,
    ...page(10_000),
    startFromHead: flag,
    unmask: flag,
  },
  FilterLogEvents: {
    ...eitherGroup,
    logStreamNames: list(streamName, { least: 1, most: 100 }),
    logStreamNamePrefix: streamName,
    startTime: time,
    endTime: time,
    filterPattern: text({ least: 0, most: 1024 }),
    ...page(10_000),
    interleaved: flag,
    unmask: flag,
  },
};
