import type { Journal } from "../../cloud/kept/journal.ts";

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly createdAt: number;
  readonly events: LogEvent[];
}

export interface LogGroup {
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
  readonly tags: Readonly<Record<string, string>>;
  readonly retentionInDays: number | undefined;
}

/** What of a group is not its streams. */
export type GroupSettings = Partial<Pick<LogGroup, "tags" | "retentionInDays">>;

/** Log groups, their streams and what was written to them. */
export interface LogBook {
  readonly groups: ReadonlyMap<string, LogGroup>;
  /** False when it is there already. */
  createGroup(group: string, settings?: GroupSettings): boolean;
  /** Of one that exists. */
  changeGroup(group: string, settings: GroupSettings): void;
  createStream(group: string, stream: string): boolean;
  removeGroup(group: string): void;
  removeStream(group: string, stream: string): void;
  /** Into a stream that exists. */
  append(group: string, stream: string, events: readonly Omit<LogEvent, "ingestionTime">[]): void;
  /** What the agent does: makes group and stream where they are missing, then appends the lines. */
  publish(group: string, stream: string, lines: readonly string[]): void;
}

/** Each stream's events are kept in chunks, as they were written. */
interface Chunk {
  readonly group: string;
  readonly stream?: string;
  readonly at: number;
  readonly events?: readonly LogEvent[];
  readonly settings?: GroupSettings;
}

export function createLogBook({ now, journal }: { readonly now: () => number; readonly journal: Journal }): LogBook {
  const groups = new Map<string, LogGroup>();
  let written = 0;

  const take = ({ group, stream, at, events = [], settings = {} }: Chunk): boolean => {
    const known = groups.get(group);
    const held = known ?? {
      createdAt: at,
      streams: new Map<string, LogStream>(),
      tags: {},
      retentionInDays: undefined,
    };
    groups.set(group, { ...held, ...settings });
    if (stream === undefined) return known === undefined;
    const there = held.streams.get(stream);
    const into = there ?? { createdAt: at, events: [] };
    held.streams.set(stream, into);
    into.events.push(...events);
    return there === undefined;
  };
  const put = (chunk: Chunk): boolean => {
    written += 1;
    journal.put("log", String(written), chunk);
    return take(chunk);
  };
  const forget = (gone: (chunk: Chunk) => boolean): void => {
    for (const [name, chunk] of journal.read<Chunk>("log")) if (gone(chunk)) journal.remove("log", name);
  };
  for (const [name, chunk] of journal.read<Chunk>("log")) {
    written = Math.max(written, Number(name));
    take(chunk);
  }

  const append: LogBook["append"] = (group, stream, events) => {
    const at = now();
    put({ group, stream, at, events: events.map((event) => ({ ...event, ingestionTime: at })) });
  };
  return {
    groups,
    createGroup: (group, settings = {}) => !groups.has(group) && put({ group, at: now(), settings }),
    changeGroup: (group, settings) => void put({ group, at: now(), settings }),
    createStream: (group, stream) =>
      groups.get(group)?.streams.has(stream) !== true && put({ group, stream, at: now() }),
    removeGroup: (group) => {
      groups.delete(group);
      forget((chunk) => chunk.group === group);
    },
    removeStream: (group, stream) => {
      groups.get(group)?.streams.delete(stream);
      forget((chunk) => chunk.group === group && chunk.stream === stream);
    },
    append,
    publish: (group, stream, lines) =>
      append(
        group,
        stream,
        lines.map((message) => ({ timestamp: now(), message })),
      ),
  };
}
