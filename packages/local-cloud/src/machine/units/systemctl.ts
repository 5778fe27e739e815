import type { Clock } from "@alpha-engine/asl";

import type { Answer } from "../sandbox/ask.ts";
import type { PowerRequest } from "../sandbox/power-words.ts";
import { type Unit, unitName } from "./unit.ts";

export interface SystemctlContext {
  readonly units: ReadonlyMap<string, Unit>;
  readonly clock: Clock;
  readonly isRoot: boolean;
  readonly press: (request: PowerRequest) => void;
}

/** The one unit that is not transient. */
const AGENT = "amazon-ssm-agent.service";
const POWER: Readonly<Record<string, "halt" | "reboot">> = { poweroff: "halt", halt: "halt", reboot: "reboot" };

/** `systemctl`: codes and words of systemd 252 (Amazon Linux 2023; systemctl(1), 2022). */
export async function systemctl(args: readonly string[], context: SystemctlContext): Promise<Answer> {
  const words = args.filter((word) => !word.startsWith("-"));
  const [verb = "list-units", ...rest] = words;
  const names = rest.map(unitName);
  const quiet = args.some((word) => word === "-q" || word === "--quiet");
  const power = POWER[verb];
  if ((power !== undefined || CHANGES.includes(verb)) && !context.isRoot) {
    return { code: 1, stderr: `Failed to ${verb}: Interactive authentication required.\n` };
  }
  if (power !== undefined) {
    context.press({ kind: power, delaySeconds: 0 });
    return { code: 0 };
  }
  switch (verb) {
    case "stop":
    case "kill":
      return await each(names, verb, context, (unit) => unit.stop());
    case "reset-failed":
      for (const unit of context.units.values()) if (unit.state === "failed") await unit.stop();
      return { code: 0 };
    case "is-active":
      return isActive(names, quiet, context);
    case "is-failed": {
      const failed = names.map((name) => context.units.get(name)?.state === "failed");
      return {
        code: failed.includes(true) ? 0 : 1,
        stdout: quiet ? "" : lines(names.map((name) => stateOf(name, context))),
      };
    }
    case "status":
      return status(names, context);
    case "show":
      return show(args, names, context);
    case "list-timers":
      return { code: 0, stdout: listTimers(context) };
    case "list-units":
      return {
        code: 0,
        stdout: lines(
          [...context.units.values()].map(
            (unit) => `${unit.name} loaded ${activeState(unit)} ${unit.state} ${unit.description}`,
          ),
        ),
      };
    case "daemon-reload":
      return { code: 0 };
    default:
      return unsupported(verb, names, context);
  }
}

const CHANGES: readonly string[] = [
  "start",
  "stop",
  "restart",
  "kill",
  "enable",
  "disable",
  "reset-failed",
  "daemon-reload",
];

async function each(
  names: readonly string[],
  verb: string,
  { units }: SystemctlContext,
  act: (unit: Unit) => Promise<void>,
): Promise<Answer> {
  const missing = names.filter((name) => !units.has(name));
  for (const name of names) {
    const unit = units.get(name);
    if (unit !== undefined) await act(unit);
  }
  if (missing.length === 0) return { code: 0 };
  return { code: 5, stderr: lines(missing.map((name) => `Failed to ${verb} ${name}: Unit ${name} not loaded.`)) };
}

function isActive(names: readonly string[], quiet: boolean, context: SystemctlContext): Answer {
  const states = names.map((name) => stateOf(name, context));
  return { code: states.includes("active") ? 0 : 3, stdout: quiet ? "" : lines(states) };
}

function stateOf(name: string, { units }: SystemctlContext): string {
  if (name === AGENT) return "active";
  const unit = units.get(name);
  return unit === undefined ? "inactive" : activeState(unit);
}

function activeState({ state }: Unit): string {
  return state === "failed" ? "failed" : "active";
}

function status(names: readonly string[], context: SystemctlContext): Answer {
  const { units, clock } = context;
  const missing = names.find((name) => !units.has(name) && name !== AGENT);
  if (missing !== undefined) return { code: 4, stderr: `Unit ${missing} could not be found.\n` };
  const texts = names.flatMap((name) => {
    const unit = units.get(name);
    if (unit === undefined) return [`● ${name} - amazon-ssm-agent`, "     Active: active (running)"];
    const left =
      unit.elapsesAt === undefined
        ? []
        : [`    Trigger: ${utc(unit.elapsesAt)}; ${span(unit.elapsesAt - clock.now())} left`];
    return [
      `● ${name} - ${unit.description}`,
      `     Loaded: loaded (/run/systemd/transient/${name}; transient)`,
      `     Active: ${activeState(unit)} (${unit.state}) since ${utc(unit.since)}`,
      ...left,
    ];
  });
  const failed = names.some((name) => units.get(name)?.state === "failed");
  return { code: failed ? 3 : 0, stdout: lines(texts) };
}

function show(args: readonly string[], names: readonly string[], context: SystemctlContext): Answer {
  const at = args.findIndex((word) => word === "-p" || word === "--property");
  const listed = args.find((word) => word.startsWith("--property="))?.slice(11) ?? (at < 0 ? undefined : args[at + 1]);
  const wanted = listed?.split(",");
  const bare = args.includes("--value");
  const texts = names
    .filter((name) => at < 0 || name !== unitName(args[at + 1] ?? ""))
    .flatMap((name) => {
      const unit = context.units.get(name);
      const known = unit !== undefined || name === AGENT;
      const all: Readonly<Record<string, string>> = {
        Id: name,
        LoadState: known ? "loaded" : "not-found",
        ActiveState: stateOf(name, context),
        SubState: unit?.state ?? (known ? "running" : "dead"),
        Result: unit?.state === "failed" ? "exit-code" : "success",
        ExecMainStatus: String(unit?.exitCode ?? 0),
        Description: unit?.description ?? name,
      };
      return Object.entries(all)
        .filter(([property]) => wanted === undefined || wanted.includes(property))
        .map(([property, value]) => (bare ? value : `${property}=${value}`));
    });
  return { code: 0, stdout: lines(texts) };
}

function listTimers({ units, clock }: SystemctlContext): string {
  const timers = [...units.values()].filter(({ elapsesAt }) => elapsesAt !== undefined);
  const rows = timers.map(({ name, elapsesAt = 0 }) =>
    [utc(elapsesAt), `${span(elapsesAt - clock.now())} left`, "-", "-", name, name.replace(/timer$/, "service")].join(
      " ",
    ),
  );
  return lines(["NEXT LEFT LAST PASSED UNIT ACTIVATES", ...rows, "", `${timers.length} timers listed.`]);
}

function unsupported(verb: string, names: readonly string[], { units }: SystemctlContext): Answer {
  const missing = names.find((name) => !units.has(name) && name !== AGENT);
  if (missing !== undefined && CHANGES.includes(verb)) {
    return {
      code: verb === "enable" || verb === "disable" ? 1 : 5,
      stderr: `Failed to ${verb} ${missing}: Unit ${missing} not found.\n`,
    };
  }
  return { code: 1, stderr: `systemctl: ${verb} is not modelled by local-cloud\n` };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function utc(at: number): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC` : "n/a";
}

function span(ms: number): string {
  if (!Number.isFinite(ms)) return "n/a";
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(" ") || "0s";
}
