import { type Calendar, readOnCalendar } from "./calendar.ts";
import { readTimeSpan } from "./time-span.ts";

/** What a unit file says, as far as it is done here. */
export interface UnitFile {
  readonly description: string | undefined;
  readonly service: ServiceFile | undefined;
  readonly timer: TimerFile | undefined;
}

export interface ServiceFile {
  readonly oneshot: boolean;
  /** Shell text: what runs before, and what becomes the service. */
  readonly script: string;
  readonly stop: string | undefined;
  readonly user: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly environment: readonly string[];
  readonly environmentFiles: readonly string[];
  readonly restart: string;
  readonly restartSeconds: number;
  readonly remains: boolean;
}

export interface TimerFile {
  readonly onBoot: number | undefined;
  readonly onActive: number | undefined;
  readonly onUnitActive: number | undefined;
  readonly calendars: readonly Calendar[];
  readonly unit: string | undefined;
}

/** What is read, by section; of the second kind what says nothing here. */
const KEYS: Readonly<Record<string, readonly [done: string, idle: string]>> = {
  Unit: ["Description", "After Before Wants Requires Documentation"],
  Service: [
    "Type ExecStart ExecStartPre ExecStop User WorkingDirectory Environment EnvironmentFile Restart RestartSec RemainAfterExit",
    "Group StandardOutput StandardError SyslogIdentifier TimeoutStartSec TimeoutStopSec",
  ],
  Timer: ["OnBootSec OnActiveSec OnStartupSec OnUnitActiveSec OnCalendar Unit", "Persistent AccuracySec"],
  Install: ["", "WantedBy Alias"],
};
const RESTARTS = ["no", "always", "on-failure", "on-success", "on-abnormal"];

/** Reads a unit file (systemd.unit(5), 252, 2022); throws what of it is not done here. */
export function readUnitFile(text: string): UnitFile {
  const entries = entriesOf(text);
  const all = (section: string, key: string): readonly string[] => {
    const values = entries.flatMap((each) => (each.section === section && each.key === key ? [each.value] : []));
    // An empty one forgets those before it.
    return values.slice(values.lastIndexOf("") + 1);
  };
  const last = (section: string, key: string): string | undefined => all(section, key).at(-1);
  const has = (section: string): boolean => entries.some((each) => each.section === section);
  return {
    description: last("Unit", "Description"),
    service: has("Service") ? serviceOf((key) => all("Service", key)) : undefined,
    timer: has("Timer") ? timerOf((key) => all("Timer", key)) : undefined,
  };
}

function entriesOf(
  text: string,
): readonly { readonly section: string; readonly key: string; readonly value: string }[] {
  let section = "";
  return text
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .flatMap((line) => {
      if (line === "" || /^[#;]/.test(line)) return [];
      const header = /^\[(.+)\]$/.exec(line)?.[1];
      if (header !== undefined) {
        if (KEYS[header] === undefined) throw new Error(`[${header}] is not modelled by local-cloud`);
        section = header;
        return [];
      }
      const [, key = line, value = ""] = /^([^=]+?)\s*=\s*(.*)$/s.exec(line) ?? [];
      if (!(KEYS[section]?.join(" ").split(" ") ?? []).includes(key)) {
        throw new Error(`${key}= in [${section}] is not modelled by local-cloud`);
      }
      return [{ section, key, value }];
    });
}

function serviceOf(all: (key: string) => readonly string[]): ServiceFile {
  const last = (key: string): string | undefined => all(key).at(-1);
  const type = last("Type") ?? "simple";
  if (!["simple", "exec", "oneshot", "idle"].includes(type))
    throw new Error(`Type=${type} is not modelled by local-cloud`);
  const oneshot = type === "oneshot";
  const starts = all("ExecStart");
  if (starts.length === 0) throw new Error("Service has no ExecStart=");
  if (starts.length > 1 && !oneshot)
    throw new Error("Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services");
  const restart = last("Restart") ?? "no";
  if (!RESTARTS.includes(restart)) throw new Error(`Restart=${restart} is not modelled by local-cloud`);
  const before = [...all("ExecStartPre"), ...starts.slice(0, -1)].map((line) => commandOf(line, ""));
  const stops = all("ExecStop").map((line) => commandOf(line, ""));
  return {
    oneshot,
    script: ["set -e", ...before, commandOf(starts.at(-1) ?? "", "exec ")].join("\n"),
    stop: stops.length === 0 ? undefined : stops.join("\n"),
    user: last("User"),
    workingDirectory: last("WorkingDirectory")?.replace(/^-/, ""),
    environment: all("Environment").flatMap(wordsOf),
    environmentFiles: all("EnvironmentFile"),
    restart,
    restartSeconds: readTimeSpan(last("RestartSec") ?? "100ms") ?? 0.1,
    remains: /^(?:yes|true|on|1)$/i.test(last("RemainAfterExit") ?? ""),
  };
}

function timerOf(all: (key: string) => readonly string[]): TimerFile {
  const seconds = (...keys: readonly string[]): number | undefined => {
    const text = keys.flatMap(all).at(-1);
    const read = text === undefined ? undefined : readTimeSpan(text);
    if (text !== undefined && read === undefined) throw new Error(`Failed to parse timer value: ${text}`);
    return read;
  };
  const calendars = all("OnCalendar").map((text) => {
    const calendar = readOnCalendar(text);
    if (calendar === undefined) throw new Error(`OnCalendar=${text} is not read by local-cloud`);
    return calendar;
  });
  const [onBoot, onActive, onUnitActive] = [
    seconds("OnBootSec", "OnStartupSec"),
    seconds("OnActiveSec"),
    seconds("OnUnitActiveSec"),
  ];
  return { onBoot, onActive, onUnitActive, calendars, unit: all("Unit").at(-1) };
}

/** A command line of systemd as one of a shell: `-` before it forgives its end, `$NAME` alone is several words. */
function commandOf(line: string, exec: string): string {
  const [, prefix = "", rest = ""] = /^([-@:+!|]*)\s*(.*)$/s.exec(line) ?? [];
  if (/[@:|]/.test(prefix)) throw new Error(`the prefix ${prefix} of ${rest} is not modelled by local-cloud`);
  const words = wordsOf(rest).map((word) => {
    if (word === "") return "''";
    if (/^\$\w+$/.test(word)) return word;
    const text = word.replaceAll("%%", "%").split(/(\$\{\w+\}|\$\$)/);
    return text.map((part) => (part === "$$" ? "'$'" : part.startsWith("${") ? `"${part}"` : quoted(part))).join("");
  });
  return prefix.includes("-") ? `${words.join(" ")} || :` : `${exec}${words.join(" ")}`;
}

const quoted = (text: string): string => (text === "" ? "" : `'${text.replaceAll("'", "'\\''")}'`);

/** Words with quotes as systemd has them. */
function wordsOf(text: string): readonly string[] {
  const found = [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)];
  return found.map(([word]) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? "") : double.replaceAll(/\\(.)/g, "$1"),
    ),
  );
}
