import {
  interpret,
  type JsonObject,
  type JsonValue,
  type Machine,
  simulatedClock,
  TaskFailure,
} from "@alpha-engine/asl";

/** How a simulated execution went. */
export interface Run {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The pointers of the states that were entered, in order, each once. */
  readonly entered: ReadonlySet<string>;
  /** The pointers of the fields that led to them. */
  readonly taken: ReadonlySet<string>;
  /** The pointers of the states that failed, and why. */
  readonly failed: ReadonlyMap<string, string>;
  /** What tasks were first called with, by their states' names. */
  readonly calls: ReadonlyMap<string, JsonValue>;
  /** What Maps asked of S3. */
  readonly objects: readonly { readonly action: string; readonly parameters: JsonObject }[];
  /** How often a state was entered. */
  readonly entries: number;
}

/** What an execution is given. */
export interface Given {
  readonly input: JsonObject;
  readonly answers: ReadonlyMap<string, JsonValue>;
  /** What is read from S3. */
  readonly object: (parameters: JsonObject) => string;
}

const STARTED = Date.parse("2026-01-31T09:00:00Z");
const ARN = "arn:aws:states:us-east-1:000000000000";
const CONTEXT = {
  execution: { Id: `${ARN}:execution:machine:run`, Name: "run", RoleArn: "arn:aws:iam::000000000000:role/run" },
  stateMachine: { Id: `${ARN}:stateMachine:machine`, Name: "machine" },
};
/** A loop that has no end is left. */
const MOST_ENTRIES = 400;

/** Runs a machine in simulated time; each task answers, by its state's name, what was made up for it. */
export async function simulate(machine: Machine, { input, answers, object }: Given): Promise<Run> {
  const [entered, taken] = [new Set<string>(), new Set<string>()];
  const failed = new Map<string, string>();
  const calls = new Map<string, JsonValue>();
  const objects: { action: string; parameters: JsonObject }[] = [];
  const stop = new AbortController();
  const limit = MOST_ENTRIES + machine.scopes.size * 20;
  let entries = 0;
  const result = await interpret(
    machine,
    input,
    {
      tasks: ({ state, parameters }) => {
        if (!calls.has(state)) calls.set(state, parameters);
        if (entries > limit) return Promise.reject(new TaskFailure("Endless", "it goes on", { endsExecution: true }));
        return Promise.resolve(answers.get(state) ?? {});
      },
      context: CONTEXT,
      signal: stop.signal,
      onStateEntered: ({ state, by }) => {
        entered.add(state);
        taken.add(by);
        entries += 1;
        // Not while it is told of.
        if (entries === limit) queueMicrotask(() => stop.abort(new TaskFailure("Endless", "it goes on")));
      },
      onStateFailed: ({ state, error = "", cause = "" }) => void failed.set(state, `${error}: ${cause}`),
    },
    {
      clock: simulatedClock({ startAt: STARTED, autoAdvance: true }),
      random: () => 0.5,
      s3: {
        getObject: (parameters) => {
          objects.push({ action: "getObject", parameters });
          return Promise.resolve(object(parameters));
        },
        listObjectsV2: (parameters) => {
          objects.push({ action: "listObjectsV2", parameters });
          const { Prefix } = parameters;
          return Promise.resolve([
            { Key: `${Prefix}object-1`, Size: 1, Etag: '""', LastModified: 0, StorageClass: "STANDARD" },
          ]);
        },
        putObject: ({ Bucket, Key }) => {
          objects.push({ action: "putObject", parameters: { Bucket, Key } });
          return Promise.resolve();
        },
      },
    },
  );
  const { status, error, cause } = result;
  return { status, error, cause, entered, taken, failed, calls, objects, entries };
}
