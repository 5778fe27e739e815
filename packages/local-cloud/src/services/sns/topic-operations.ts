import type { Part } from "../../cloud/part.ts";
import { optionalString, records, strings } from "../../wire/input.ts";
import { listed as ofList, pageOf } from "../../wire/pages.ts";
import type { Input, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { checkArn, invalid } from "./sns-error.ts";
import { checkTopicAttribute, inOneSpelling, topicAttributes } from "./topic-attributes.ts";
import type { TopicBook } from "./topic-book.ts";
import type { Topic } from "./topic.ts";

/** What is done to topics as such. */
export function topicOperations(book: TopicBook, part: Part): QueryService["operations"] {
  const named = (input: Input): Topic => book.topic("TopicArn", optionalString(input, "TopicArn"));
  const tagged = (input: Input): Topic => {
    const topic = book.topics.get(checkArn("ResourceArn", optionalString(input, "ResourceArn")));
    if (topic === undefined) throw new ServiceError("ResourceNotFound", "Resource does not exist", 404);
    return topic;
  };
  return {
    CreateTopic: async (input) => {
      const topic = book.create(optionalString(input, "Name") ?? "", entries(input, "Attributes"), readTags(input));
      return { TopicArn: topic.arn };
    },
    DeleteTopic: async (input) => {
      book.removeTopic(optionalString(input, "TopicArn"));
      return {};
    },
    GetTopicAttributes: async (input) => {
      const topic = named(input);
      return { Attributes: topicAttributes(topic, book.subscriptionsOf(topic), part) };
    },
    SetTopicAttributes: async (input) => {
      const topic = named(input);
      const name = optionalString(input, "AttributeName") ?? "";
      const value = optionalString(input, "AttributeValue") ?? "";
      checkTopicAttribute(name, value, topic.fifo);
      book.keepTopic({ ...topic, attributes: { ...topic.attributes, ...inOneSpelling({ [name]: value }) } });
      return {};
    },
    ListTopics: async (input) =>
      listed(
        "Topics",
        [...book.topics.keys()].map((TopicArn) => ({ TopicArn })),
        input,
      ),
    TagResource: async (input) => {
      const topic = tagged(input);
      const tags = { ...topic.tags, ...readTags(input, "Duplicated keys are not allowed.") };
      if (Object.keys(tags).length > 50)
        throw new ServiceError("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
      book.keepTopic({ ...topic, tags });
      return {};
    },
    UntagResource: async (input) => {
      const topic = tagged(input);
      const gone = strings(input, "TagKeys");
      const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !gone.includes(key)));
      book.keepTopic({ ...topic, tags });
      return {};
    },
    ListTagsForResource: async (input) => ({
      Tags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** `Attributes.entry.1.key=…` */
export function entries(input: Input, name: string): Readonly<Record<string, string>> {
  const map = (input[name] === "" ? {} : (input[name] ?? {})) as Input;
  return Object.fromEntries(
    records(map, "entry").map((pair) => [optionalString(pair, "key") ?? "", optionalString(pair, "value") ?? ""]),
  );
}

/** A hundred at a time. */
export function listed(name: string, found: readonly object[], input: Input): object {
  const page = pageOf(found, { size: 100, token: optionalString(input, "NextToken"), of: `${name} ${ofList(input)}` });
  if (page === undefined) throw invalid("NextToken Reason: invalid token");
  const { items, next } = page;
  return { [name]: items, ...(next === undefined ? {} : { NextToken: next }) };
}

function readTags(
  input: Input,
  repeated = "Tags Reason: Duplicated keys are not allowed.",
): Readonly<Record<string, string>> {
  const pairs = records(input, "Tags").map(
    (tag) => [optionalString(tag, "Key") ?? "", optionalString(tag, "Value") ?? ""] as const,
  );
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) {
    throw invalid(repeated);
  }
  return Object.fromEntries(pairs);
}
