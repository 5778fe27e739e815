import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalString, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { pageOf } from "./listing.ts";
import { namedArn, checkName, epochSeconds, findActivity } from "./lookups.ts";
import type { Activity, Store } from "./store.ts";
import { readTags } from "./tag-operations.ts";
import type { WaitingTasks } from "./waiting-tasks.ts";

/** How long a worker is kept waiting for a task, in milliseconds. [documentation: GetActivityTask, 2026-11] */
const LONG_POLL = 60_000;

/** Activities: tasks that workers come for. [LocalStack's recordings of AWS, test_sfn_api_activities, 2024] */
export function activityOperations(store: Store, part: Part, waiting: WaitingTasks): JsonService["operations"] {
  return {
    CreateActivity: async (input) => create(store, part, input),
    DescribeActivity: async (input) => {
      const activity = findActivity(store, input);
      return { ...listed(activity), encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
    },
    ListActivities: async (input) => {
      const { items, more } = pageOf([...store.activities.values()], input, {
        list: "activities",
        key: ({ arn }) => arn,
      });
      return { activities: items.map(listed), ...more };
    },
    DeleteActivity: async (input) => {
      const arn = namedArn(input, "activityArn", "activity");
      store.activities.delete(arn);
      store.tags.delete(arn);
      return {};
    },
    GetActivityTask: async (input) => {
      const { arn } = findActivity(store, input);
      const task = await waiting.take(arn, optionalString(input, "workerName"), LONG_POLL);
      return task === undefined ? {} : { taskToken: task.taskToken, input: JSON.stringify(task.input) };
    },
  };
}

/** A second creation answers with what is there. */
function create(store: Store, part: Part, input: Input): object {
  const name = checkName(requiredString(input, "name"));
  const tags = readTags(input);
  const arn = arnOf(part, "states", `activity:${name}`);
  const activity = store.activities.get(arn) ?? { arn, name, createdAt: part.clock.now() };
  if (!store.activities.has(arn)) {
    store.activities.set(arn, activity);
    store.tags.set(arn, tags);
    part.outsiders.seen(arn);
  }
  return { activityArn: arn, creationDate: epochSeconds(activity.createdAt) };
}

function listed({ arn, name, createdAt }: Activity): object {
  return { activityArn: arn, name, creationDate: epochSeconds(createdAt) };
}
