import { mkdir } from "node:fs/promises";
import type { RequestListener } from "node:http";

import type { Clock } from "@alpha-engine/asl";

import type { Host, Hosts, RemoteLogin, Session } from "../cloud/hosts.ts";
import type { Checkout } from "../cloud/image.ts";
import { createScope, type Scope } from "../cloud/scope.ts";
import { HOMES, LATER_HOMES, writeAwsFiles } from "./aws-files.ts";
import { checkOut } from "./checkouts/check-out.ts";
import { type MetadataServer, startMetadataServer } from "./metadata/metadata-server.ts";
import { logIn } from "./remote/log-in.ts";
import { createRemote } from "./remote/remote.ts";
import type { PowerRequest } from "./sandbox/power-words.ts";
import { METADATA_FILE, type Sandbox } from "./sandbox/sandbox.ts";
import { tellTime } from "./tell-time.ts";
import { createUnits } from "./units/units.ts";
import { runUserData } from "./user-data.ts";

/** What an operating system does with its machine, now. */
export type PowerPress = "halt" | "reboot";

/** What an instance runs on: its sandbox with a systemd and a metadata service. */
export interface Machine {
  /** Where its metadata service listens for this machine, while it is on. */
  readonly metadataEndpoint: () => string | undefined;
  /** Turns it on, off before that where it is on; `press` hears what its operating system wants done with it. */
  boot(press: (press: PowerPress) => void): Promise<void>;
  /** What runs, once it has booted: nothing starts in it any more when the machine goes off, or reboots. Rejects where it is off. */
  on(): Promise<Sandbox>;
  /** Lets somebody of another instance in; rejects where it is off. */
  logIn(session: Session): Promise<number | undefined>;
  /** Sets its clock so many milliseconds behind. */
  fallBehind(milliseconds: number): void;
  /** Kills everything in it, also when it is only about to boot. Resolves when nothing of it runs or writes any more. */
  powerOff(): Promise<void>;
}

export interface MachineOptions {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** The folder that holds what the instance owns. */
  readonly folder: string;
  readonly metadata: RequestListener;
  readonly userData: string | undefined;
  /** What leads a program of the instance to this cloud. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** By which others know it. */
  readonly self: Pick<Host, "instanceId" | "address" | "folder">;
  readonly hosts: Hosts;
  /** What is there before it boots, on this machine, and what is checked out in it when it has. */
  readonly prepare: () => Promise<void>;
  readonly checkouts: Readonly<Record<string, Checkout>>;
  readonly onLogin: (login: RemoteLogin, accessKeyId: string) => void;
}

/** From one boot to the end of what it brought. */
interface Run {
  readonly sandbox: Sandbox;
  readonly booted: Promise<void>;
  end(): Promise<void>;
}

/** A machine that is off. One run follows another: the next boots when nothing of the one before is left. */
export function createMachine(options: MachineOptions): Machine {
  const { clock, sandbox, folder, metadata, userData, environment, self, checkouts } = options;
  const { files } = sandbox;
  let server: MetadataServer | undefined;
  let current: Run | undefined;
  let ended: Promise<void> = Promise.resolve();
  let behindMs = 0;

  const start = (before: Promise<void>, press: (press: PowerPress) => void): Run => {
    const scope = createScope(clock, "this run of the machine");
    const own = within(scope, sandbox, () => tellTime(files, clock, behindMs));
    const button = powerButton(scope, press);
    const units = createUnits({ clock, scope, sandbox: own, environment, press: button });
    const off = new AbortController();
    const remote = createRemote({ ...options, files, off: off.signal });
    const booted = scope.run(async () => {
      await before;
      await mkdir(folder, { recursive: true });
      await options.prepare();
      server = await startMetadataServer(metadata);
      // Before the boot, which lays it over this machine's; a home's own files may come with the image.
      writeAwsFiles(files, LATER_HOMES, environment());
      await sandbox.boot(button, (question) =>
        question.program.startsWith("ssh") ? remote(question) : units.answer(question),
      );
      writeAwsFiles(files, HOMES, environment());
      const { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint } = environment();
      if (endpoint !== undefined) files.write(`/run/${METADATA_FILE}`, `${endpoint}\n`);
      await checkOut(sandbox, checkouts, environment());
      units.booted();
      // Beside the boot: an instance is running while its user data still runs.
      scope.run(() => runUserData({ sandbox: own, userData, clock, environment: environment() })).catch(() => {});
    });
    let booting = true;
    const settled = (): void => void (booting = false);
    booted.then(settled, settled);
    const end = async (): Promise<void> => {
      const quiet = scope.close();
      off.abort();
      units.close();
      await before;
      // What hangs while it boots hangs no longer; what comes of it all the same is killed below.
      if (booting) await sandbox.kill();
      await booted.catch(() => {});
      const closing = server;
      server = undefined;
      await Promise.all([sandbox.kill(), closing?.close()]);
      await quiet;
    };
    return { sandbox: own, booted, end };
  };

  const powerOff = (): Promise<void> => {
    const run = current;
    current = undefined;
    if (run !== undefined) ended = run.end();
    return ended;
  };

  const on = async (): Promise<Sandbox> => {
    const run = current;
    if (run === undefined) throw new Error("the machine is off");
    await run.booted;
    return run.sandbox;
  };

  return {
    metadataEndpoint: () => server?.endpoint,
    boot: (press) => {
      current = start(powerOff(), press);
      return current.booted;
    },
    on,
    logIn: async (session) => await logIn(await on(), session, self, environment()),
    fallBehind: (milliseconds) => {
      behindMs = milliseconds;
    },
    powerOff,
  };
}

/** Nothing starts in it once the run is over; what starts finds the cloud's time there. */
function within({ isOpen }: Scope, sandbox: Sandbox, prepare: () => void): Sandbox {
  return {
    ...sandbox,
    spawn: (argv, options) => {
      if (!isOpen()) throw new Error("the machine is off");
      prepare();
      return sandbox.spawn(argv, options);
    },
  };
}

/** A later word of its operating system replaces one that is not due yet. */
function powerButton(scope: Scope, press: (press: PowerPress) => void): (request: PowerRequest) => void {
  let cancel = (): void => {};
  return (request) => {
    cancel();
    cancel = () => {};
    if (request.kind === "cancel" || !scope.isOpen()) return;
    const { kind, delaySeconds } = request;
    if (delaySeconds === 0) press(kind);
    else cancel = scope.later(delaySeconds, () => press(kind));
  };
}
