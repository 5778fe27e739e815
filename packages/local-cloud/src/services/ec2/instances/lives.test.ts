import { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { rehearsalClock } from "@alpha-engine/asl";
import { expect, test } from "vitest";

import { seeded } from "../../../../testing/seeded.ts";
import type { CloudEvent } from "../../../cloud/cloud-event.ts";
import { createParts } from "../../../cloud/create-parts.ts";
import { placeOf } from "../../../cloud/place.ts";
import type { CommandView, InstanceState, InstanceView } from "../../../cloud/views.ts";
import { ownFiles } from "../../../machine/own-files/own-files.ts";
import { belowIn } from "../../../machine/sandbox/below.ts";
import type { PowerRequest } from "../../../machine/sandbox/power-words.ts";
import type { Sandbox, SandboxSpec } from "../../../machine/sandbox/sandbox.ts";
import type { Input } from "../../../wire/protocols.ts";
import { createSsm } from "../../ssm/ssm.ts";
import { createEc2 } from "../ec2.ts";

/** More of them with LIVES=500, others with SEED=… */
const RUNS = Number(process.env["LIVES"] ?? 12);
const SEED = Number(process.env["SEED"] ?? 1);

/** EC2 user guide, ec2-instance-lifecycle, 2026-11; a launch that fails goes from pending to terminated. */
const LEGAL: Readonly<Record<InstanceState, readonly InstanceState[]>> = {
  pending: ["running", "stopping", "shutting-down", "terminated"],
  running: ["stopping", "shutting-down"],
  stopping: ["stopped", "shutting-down"],
  stopped: ["pending", "shutting-down"],
  "shutting-down": ["terminated"],
  terminated: [],
};
const ENDED = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** A program of a machine that is none: it ends when the machine says so. */
class Program extends EventEmitter {
  readonly pid = undefined;
  /** Its machine went off under it. */
  cut = false;
  #ended = false;
  end(code: number | null, signal: NodeJS.Signals | null): void {
    if (!this.#ended) this.emit("exit", code, signal);
    this.#ended = true;
  }
}

/** What a machine of the property is made of: slow, forgetful, and late with its news. */
class Hardware {
  readonly wrong: string[] = [];
  readonly programs: Program[] = [];
  readonly buttons: ((request: PowerRequest) => void)[] = [];
  on = false;
  acts = 0;
  readonly #running = new Set<Program>();
  readonly #random: () => number;
  readonly #spec: SandboxSpec;
  constructor(spec: SandboxSpec, random: () => number) {
    this.#spec = spec;
    this.#random = random;
  }

  sandbox(failsToBoot: () => boolean): Sandbox {
    return {
      boot: async (press) => {
        this.acts += 1;
        if (this.on) this.wrong.push("booted while it was on");
        for (const folder of ["run", "var/lib", "etc/cron.d"])
          mkdirSync(join(this.#spec.folder, folder), { recursive: true });
        await sleep(this.#random() * 6);
        if (failsToBoot()) throw new Error("no host");
        this.on = true;
        this.buttons.push(press);
      },
      spawn: () => {
        this.acts += 1;
        if (!this.on) this.wrong.push("a program began while it was off");
        const program = new Program();
        this.programs.push(program);
        this.#running.add(program);
        if (this.#random() < 0.7) {
          setTimeout(() => this.#running.delete(program) && program.end(0, null), this.#random() * 30);
        }
        return program as never;
      },
      kill: async () => {
        this.acts += 1;
        this.on = false;
        for (const program of this.#running) {
          program.cut = true;
          // The news of its end may be late, and wrong.
          if (this.#random() < 0.5) program.end(null, "SIGKILL");
          else setTimeout(() => program.end(0, null), this.#random() * 60);
        }
        this.#running.clear();
        await sleep(this.#random() * 6);
      },
      files: ownFiles(this.#spec.folder, () => belowIn(undefined)),
      insidePath: (path) => path,
      adapt: (script) => script,
    };
  }
}

/** A cloud of two instances, what was asked of them, and what was seen. */
function theCloud(directory: string, random: () => number) {
  const clock = rehearsalClock({ startAt: 0, rate: 2000 });
  const home = placeOf("us-east-1", "000000000000");
  const partOf = createParts({
    options: { directory, clock, timings: { boot: 1, agentOnline: 2, shutdown: 3, visible: 0 } },
    directory,
    sandbox: { kind: "plain", network: { kind: "shared" } },
    endpoint: "http://127.0.0.1:1",
    stopped: new AbortController().signal,
    home,
    state: () => undefined,
    keyBehind: () => undefined,
  });
  const { part, welcome } = partOf(home.region);

  const hardware = new Map<string, Hardware>();
  const wanted = new Map<string, InstanceState>();
  const failing = (id: string): boolean => {
    if (stateOf(id) !== "pending" || random() > 0.05) return false;
    wanted.set(id, "terminated");
    return true;
  };
  const ec2 = createEc2(part, {
    createSandbox: (spec) => {
      const made_ = new Hardware(spec, random);
      hardware.set(spec.instanceId, made_);
      return made_.sandbox(() => failing(spec.instanceId));
    },
  });
  welcome({ ...ec2.offers, publishLog: () => {} });
  const ssm = createSsm(part);
  const events: CloudEvent[] = [];
  part.bus.subscribe((event) => void events.push(event));
  const views = (): readonly InstanceView[] => ec2.offers?.machines?.views() ?? [];
  const commands = (): readonly CommandView[] => ssm.offers?.commands?.() ?? [];
  const stateOf = (id: string): InstanceState | undefined => views().find((each) => each.instanceId === id)?.state;
  const ask = async (name: string, input: Input): Promise<boolean> => {
    const operation = ec2.query?.operations[name] ?? ssm.json?.operations[name];
    try {
      await operation?.(input, {} as never);
      return true;
    } catch {
      return false;
    }
  };
  return { part, clock, ec2, ssm, hardware, wanted, events, views, commands, stateOf, ask };
}
type TheCloud = ReturnType<typeof theCloud>;

const isOn = (state: InstanceState | undefined): boolean => state === "pending" || state === "running";

/** What may be asked of an instance, each with what it is to lead to. */
const ACTS: Readonly<Record<string, (cloud: TheCloud, id: string, random: () => number) => Promise<void> | void>> = {
  start: async ({ ask, wanted, stateOf }, id) => {
    const before = stateOf(id);
    if ((await ask("StartInstances", { InstanceId: [id] })) && before === "stopped") wanted.set(id, "running");
  },
  stop: async ({ ask, wanted, stateOf }, id) => {
    const before = stateOf(id);
    if ((await ask("StopInstances", { InstanceId: [id] })) && isOn(before)) wanted.set(id, "stopped");
  },
  terminate: async ({ ask, wanted }, id) => {
    if (await ask("TerminateInstances", { InstanceId: [id] })) wanted.set(id, "terminated");
  },
  reclaim: ({ ec2, wanted }, id, random) => {
    try {
      ec2.offers?.machines?.reclaim(id, { noticeLead: random() < 0.5 ? 0 : 120 });
      wanted.set(id, "terminated");
    } catch {
      // On-demand, or gone.
    }
  },
  disconnect: ({ ec2 }, id, random) =>
    quietly(() => ec2.offers?.machines?.disconnect(id, random() < 0.5 ? 20 : undefined)),
  reconnect: ({ ec2 }, id) => quietly(() => ec2.offers?.machines?.reconnect(id)),
  send: async ({ ask }, id, random) => {
    const executionTimeout = [random() < 0.5 ? "5" : "3600"];
    const Parameters = { commands: ["true"], executionTimeout };
    await ask("SendCommand", { DocumentName: "AWS-RunShellScript", InstanceIds: [id], Parameters, TimeoutSeconds: 60 });
  },
  cancel: async ({ ask, commands }) => {
    await ask("CancelCommand", { CommandId: commands().at(-1)?.commandId ?? "" });
  },
  halt: (cloud, id, random) => {
    const { hardware, stateOf, wanted, views } = cloud;
    const { buttons = [], on } = hardware.get(id) ?? {};
    const which = Math.floor(random() * buttons.length);
    const spot = views().find(({ instanceId }) => instanceId === id)?.lifecycle === "spot";
    const counts = on === true && which === buttons.length - 1 && isOn(stateOf(id));
    buttons[which]?.({ kind: "halt", delaySeconds: 0 });
    if (counts && !isOn(stateOf(id))) wanted.set(id, spot ? "terminated" : "stopped");
  },
  reboot: ({ hardware }, id, random) => {
    const { buttons = [] } = hardware.get(id) ?? {};
    buttons[Math.floor(random() * buttons.length)]?.({ kind: "reboot", delaySeconds: 0 });
  },
};

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing there to do it to.
  }
}

async function live(cloud: TheCloud, random: () => number, said: string[]): Promise<void> {
  const launch = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: "1", MaxCount: "1" };
  await cloud.ask("RunInstances", launch);
  await cloud.ask("RunInstances", { ...launch, InstanceMarketOptions: { MarketType: "spot" } });
  const ids = cloud.views().map(({ instanceId }) => instanceId);
  for (const id of ids) if (!cloud.wanted.has(id)) cloud.wanted.set(id, "running");
  const names = Object.keys(ACTS);
  for (let act = 0; act < 14; act += 1) {
    const wait = [0, 0.1, 1, 3, 30, 130][Math.floor(random() * 6)] ?? 0;
    if (random() < 0.5) await sleep(random() * 8);
    else await new Promise<void>((resolve) => cloud.clock.schedule(wait * 1000, resolve));
    const name = names[Math.floor(random() * names.length)] ?? "send";
    const id = ids[Math.floor(random() * ids.length)] ?? "";
    said.push(`${name} ${ids.indexOf(id)} when ${cloud.stateOf(id)}`);
    await ACTS[name]?.(cloud, id, random);
  }
}

function problemsOf({ events, hardware, commands }: TheCloud): readonly string[] {
  const problems = [...hardware.values()].flatMap(({ wrong }) => wrong);
  const last = new Map<string, InstanceState>();
  for (const event of events) {
    if (event.type !== "instance-state") continue;
    const { instanceId, state, online } = event.instance;
    const before = last.get(instanceId);
    if (before !== undefined && before !== state && !LEGAL[before].includes(state))
      problems.push(`${before} → ${state}`);
    if (online && state !== "running") problems.push(`online while ${state}`);
    last.set(instanceId, state);
  }
  const cut = [...hardware.values()].flatMap(({ programs }) => programs.filter((program) => program.cut)).length;
  const good = commands().filter(({ status }) => status === "Success").length;
  const whole = [...hardware.values()].flatMap(({ programs }) => programs.filter((program) => !program.cut)).length;
  if (good > whole)
    problems.push(`${good} commands succeeded, ${whole} programs ended by themselves, ${cut} were cut off`);
  return problems;
}

async function run(seed: number): Promise<void> {
  const random = seeded(seed).random;
  const directory = mkdtempSync(join(tmpdir(), "lives-"));
  const said: string[] = [];
  const cloud = theCloud(directory, random);
  const { events, hardware, views, commands, wanted } = cloud;
  const what = (): string => `SEED=${seed} LIVES=1\n${said.join("\n")}\n`;
  try {
    await live(cloud, random, said);
    const settled = (): boolean =>
      views().every(({ instanceId, state }) => state === wanted.get(instanceId)) &&
      commands().every(({ status }) => ENDED.has(status));
    const early = random() < 0.3;
    for (let wait = 0; !early && !settled() && wait < 2000; wait += 1) await sleep(5);
    if (!early) {
      expect(Object.fromEntries(views().map(({ instanceId, state }) => [instanceId, state])), what()).toEqual(
        Object.fromEntries(wanted),
      );
      expect(
        commands().filter(({ status }) => !ENDED.has(status)),
        what(),
      ).toEqual([]);
    }
    const stopping = Promise.all([cloud.ec2.stop?.(), cloud.ssm.stop?.()]);
    expect(await Promise.race([stopping.then(() => "stopped"), sleep(10_000, "stop() hangs")]), what()).toBe("stopped");
    const acts = (): number => [...hardware.values()].reduce((sum, each) => sum + each.acts, 0);
    const seen = [events.length, acts()];
    await sleep(early ? 70 : 0);
    expect([events.length, acts()], `${what()}after stop()`).toEqual(seen);
    expect(problemsOf(cloud), what()).toEqual([]);
    rmSync(directory, { recursive: true });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test(
  `nothing of an instance's earlier life is heard of in a later one: ${RUNS} lives from seed ${SEED}`,
  { timeout: 30_000 + RUNS * 3000 },
  async () => {
    for (let seed = SEED; seed < SEED + RUNS; seed += 1) await expect(run(seed)).resolves.toBeUndefined();
  },
);
