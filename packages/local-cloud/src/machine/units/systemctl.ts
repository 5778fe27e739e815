import type { Clock } from "@alpha-engine/asl";

import type { Answer } from "../sandbox/ask.ts";
import type { PowerRequest } from "../sandbox/power-words.ts";
import type { InstalledUnits } from "./installed-units.ts";
import { type Unit, unitName } from "./unit.ts";

export interface SystemctlContext {
  readonly units: ReadonlyMap<string, Unit>;
  readonly installed: InstalledUnits;
  readonly clock: Clock;
  readonly isRoot: boolean;
  readonly press: (request: PowerRequest) => void;
}

/** The one unit that is always there. */
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
    case "start":
    case "restart":
    case "try-restart":
    case "reload-or-restart":
      return await start(names, verb, context);
    case "enable":
    case "disable":
      return await able(names, verb, args.includes("--now"), context);
    case "is-enabled": {
      const states = names.map((name) => enabledState(name, context.installed));
      const good = states.some((state) => state === "enabled" || state === "static");
      return { code: good ? 0 : 1, stdout: quiet ? "" : lines(states) };
    }
    case "cat":
      return cat(names, context);
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

async function start(names: readonly string[], verb: string, context: SystemctlContext): Promise<Answer> {
  const { installed, units } = context;
  const missing = names.find((name) => !installed.has(name) && name !== AGENT);
  if (missing !== undefined) return unsupported(verb, names, context);
  for (const name of names.filter((each) => each !== AGENT)) {
    if (verb !== "start") await units.get(name)?.stop();
    else if (units.get(name) !== undefined && units.get(name)?.state !== "failed") continue;
    try {
      if (!(await installed.start(name))) return { code: 1, stderr: `${jobFailed(name)}\n` };
    } catch (error) {
      return { code: 1, stderr: `Failed to ${verb} ${name}: ${(error as Error).message}\n` };
    }
  }
  return { code: 0 };
}

function jobFailed(name: string): string {
  const see = `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`;
  return `Job for ${name} failed because the control process exited with error code.\n${see}`;
}

async function able(
  names: readonly string[],
  verb: "enable" | "disable",
  now: boolean,
  context: SystemctlContext,
): Promise<Answer> {
  const { installed, units } = context;
  const missing = names.find((name) => !installed.has(name) && name !== AGENT);
  if (missing !== undefined) return unsupported(verb, names, context);
  const changed = names.filter((name) => name !== AGENT && installed.enable(name, verb === "enable"));
  const said = changed.map((name) => {
    const link = `/etc/systemd/system/multi-user.target.wants/${name}`;
    return verb === "enable" ? `Created symlink ${link} → /etc/systemd/system/${name}.` : `Removed "${link}".`;
  });
  if (now && verb === "enable") {
    const started = await start(names, "start", context);
    if (started.code !== 0) return started;
  }
  if (now && verb === "disable") for (const name of names) await units.get(name)?.stop();
  return { code: 0, stderr: lines(said) };
}

function enabledState(name: string, installed: InstalledUnits): string {
  if (name === AGENT) return "enabled";
  if (!installed.has(name)) return `Failed to get unit file state for ${name}: No such file or directory`;
  return installed.isEnabled(name) ? "enabled" : "disabled";
}

function cat(names: readonly string[], { installed }: SystemctlContext): Answer {
  const missing = names.find((name) => !installed.has(name));
  if (missing !== undefined) return { code: 1, stderr: `No files found for ${missing}.\n` };
  return {
    code: 0,
    stdout: names.map((name) => `# /etc/systemd/system/${name}\n${installed.text(name) ?? ""}`).join("\n"),
  };
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
  const { units, installed, clock } = context;
  const missing = names.find((name) => !units.has(name) && !installed.has(name) && name !== AGENT);
  if (missing !== undefined) return { code: 4, stderr: `Unit ${missing} could not be found.\n` };
  const texts = names.flatMap((name) => {
    const unit = units.get(name);
    if (unit === undefined && name !== AGENT) return [`○ ${name}`, "     Active: inactive (dead)"];
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
  const inactive = names.some((name) => name !== AGENT && !units.has(name));
  return { code: failed || inactive ? 3 : 0, stdout: lines(texts) };
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
