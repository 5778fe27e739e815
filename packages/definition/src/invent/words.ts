import type { JsonPrimitive } from "@alpha-engine/asl";

const GOOD =
  /^(?:succe\w*|ok|pass\w*|complete\w*|done|finished|ready|yes|approved?|accept\w*|available|active|online|valid\w*|healthy|granted|allow\w*|deployed|confirmed|200)$/i;
const BAD =
  /fail|error|abort|cancel|reject|den(?:y|ied)|time.?d?.?out|invalid|terminat|delet|expire|unhealthy|not|none|miss|unknown|stop/i;
const OPEN = /pending|progress|queue|start|wait|running|submit|runnable|creating|updating|provision|initial/i;

/** How well a value goes with everything going well: what is good 3, what says nothing 2, what is not yet 1, what is bad 0. */
export function goodness(value: JsonPrimitive): number {
  if (typeof value !== "string") return value === false || value === null ? 1 : 2;
  if (GOOD.test(value)) return 3;
  if (BAD.test(value)) return 0;
  return OPEN.test(value) ? 1 : 2;
}

/** Whether the name of a flag says that something is wrong, or left out, where it is true. */
export function isBadIfTrue(name: string): boolean {
  return /fail|error|exceed|gap|drift|missing|invalid|abort|cancel|reject|timed?.?out|skip|dry|disabled?|force|stale|empty|shell|smoke|has_?more|truncated|denied|blocked|conflict|duplicate|expired|retry|violat|breach|anomal|incident|alarm|unsafe|halt/i.test(
    name,
  );
}

/** Whether a state's name says that something is wrong when an execution comes to it. */
export function isForTrouble(name: string): boolean {
  return /fail|error|abort|reject|rollback|roll.?back|cancel|invalid|degrade|unhealthy|time.?d?.?out|compensat|alert|denied|escalat|exceed|stuck/i.test(
    name,
  );
}

/** A date, a time and the rest, as they may be. */
export const DAY = "2026-01-31";
export const TIME = "2026-01-31T09:00:00Z";

const BY_NAME: readonly (readonly [RegExp, (name: string) => JsonPrimitive])[] = [
  [/instance_?ids?$/i, () => "i-0123456789abcdef0"],
  [/volume_?ids?$/i, () => "vol-0123456789abcdef0"],
  [/snapshot_?ids?$/i, () => "snap-0123456789abcdef0"],
  [/image_?ids?$|^ami(?:_?ids?)?$/i, () => "ami-0123456789abcdef0"],
  [/subnet_?ids?$/i, () => "subnet-0123456789abcdef0"],
  [/(?:security_?group|group)_?ids?$/i, () => "sg-0123456789abcdef0"],
  [/vpc_?ids?$/i, () => "vpc-0123456789abcdef0"],
  [/queue_?url$/i, () => "https://sqs.us-east-1.amazonaws.com/000000000000/queue"],
  [/(?:state_?machine|workflow)_?arn$/i, () => "arn:aws:states:us-east-1:000000000000:stateMachine:machine"],
  [/(?:function|lambda)_?arn$/i, () => "arn:aws:lambda:us-east-1:000000000000:function:function"],
  [/bucket(?:_?name)?$/i, (name) => `${plain(name).toLowerCase().replaceAll("_", "-")}-1`],
  [/topic_?arn$/i, () => "arn:aws:sns:us-east-1:000000000000:topic"],
  [/arn$/i, (name) => `arn:aws:service:us-east-1:000000000000:${plain(name)}`],
  [/^(?:is|has|should|can|enabled?|disabled?|dry|force|skip|use|include|exclude|allow)(?:[_A-Z-]|$)/, () => false],
  [/(?:^|_|[a-z])(?:dry_?run|enabled|disabled)$/i, () => false],
  [/(?:timestamp|time|_at|At|datetime)$/, () => TIME],
  [/(?:date|_day|^day)$/i, () => DAY],
  [/e?mail(?:_?address)?$/i, () => "someone@example.com"],
  [/(?:url|uri|endpoint|link)$/i, () => "https://example.com/"],
  [/phone(?:_?number)?$/i, () => "+10000000000"],
  [
    /(?:count|size|total|num(?:ber)?|max|min|limit|index|age|score|price|amount|quantity|percent(?:age)?|seconds|minutes|hours|days|duration|timeout|interval|retries|attempts?|length|rows?|capacity|threshold|temperature)$/i,
    () => 1,
  ],
  [/status(?:_?code)?$/i, (name) => (/code/i.test(name) ? 200 : "SUCCEEDED")],
  [/(?:^|_|[a-z])id$/i, (name) => `${plain(name)}-1`],
];

/** A value for something of this name of which no more is known. */
export function valueFor(name: string): JsonPrimitive {
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1](name) ?? plain(name);
}

function plain(name: string): string {
  return name.replaceAll(/[^\w-]/g, "") || "value";
}
