import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

import type { SandboxChoice } from "../../cloud/sandbox-choice.ts";
import { hostPrograms } from "../host-programs/host-programs.ts";
import { keptLayers } from "../layers/layer-store.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";
import { privateFiles } from "../sandbox/private-files.ts";

/** What one part of this machine means for instances. */
export interface MachineFinding {
  readonly name: string;
  /** `missing`: something is lost; `absent`: scripts that use it do not find it, and nothing else. */
  readonly status: "ok" | "missing" | "absent";
  /** What is there, or what is lost without it. */
  readonly says: string;
  /** What mends it, where something does. */
  readonly mend?: string;
}

/**
 * What this machine has of what instances are made of, found out by trying.
 *
 * @example
 * ```ts example
 * import { examineMachine } from "@alpha-engine/local-cloud";
 *
 * const findings = await examineMachine();
 * console.log(findings.some(({ name }) => name === "namespaces"));
 * ```
 * ```text output
 * true
 * ```
 */
export async function examineMachine(): Promise<readonly MachineFinding[]> {
  const [sandbox, programs, layers] = await Promise.all([
    chooseSandbox("auto"),
    Promise.all(PROGRAMS.map(examineProgram)),
    keptLayers(),
  ]);
  const kept = `${layers.kept} prepared images in ${layers.folder}, ${layers.used} in use`;
  return [
    examineNode(),
    ...(await examineSandbox(sandbox)),
    ...programs,
    await examineAws(),
    ...examinePythons(),
    {
      name: "layers",
      status: "ok",
      says: kept,
      ...(layers.kept > layers.used && { mend: "alpha-engine doctor --clear-layers" }),
    },
  ];
}

const LEAST_NODE = 20;

function examineNode(): MachineFinding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= LEAST_NODE) return { name: "node", status: "ok", says: node };
  return { name: "node", status: "missing", says: `${node}: too old`, mend: `install Node ${LEAST_NODE} or newer` };
}

async function examineSandbox(sandbox: SandboxChoice): Promise<readonly MachineFinding[]> {
  const { network } = sandbox;
  if (sandbox.kind === "plain") {
    const says = `${sandbox.reason ?? "not allowed"}; instances share this machine's root, users and network, scripts can change it, and no image can be prepared`;
    return [{ name: "namespaces", status: "missing", says, mend: await mendNamespaces() }];
  }
  const root = process.getuid?.() === 0;
  return [
    { name: "namespaces", status: "ok", says: "an instance has a root, processes and a host name of its own" },
    root
      ? { name: "users", status: "ok", says: "an instance has its users, and files belong to them" }
      : {
          name: "users",
          status: "missing",
          says: "there is one user only: sudo, su and runuser change HOME and name, chown to another user fails",
          mend: "run as root",
        },
    ...(root ? [await examinePrivate()] : []),
    network.kind === "own"
      ? { name: "network", status: "ok", says: "an instance reaches the cloud, other instances and what is allowed" }
      : {
          name: "network",
          status: "missing",
          says: `${network.reason}; instances have this machine's network, nothing is refused or listed`,
          mend: "install iproute2, or run as root",
        },
    ...(network.kind === "own" && network.unseen !== undefined
      ? [
          {
            name: "connections",
            status: "missing" as const,
            says: `${network.unseen}: refused ones are not listed`,
            mend: "install perl; modprobe tun",
          },
        ]
      : []),
  ];
}

async function examinePrivate(): Promise<MachineFinding> {
  const name = "private";
  try {
    await privateFiles();
    return { name, status: "ok", says: "an instance's root reads of /etc what others may read" };
  } catch (error) {
    return { name, status: "missing", says: `an instance's root reads all of /etc: ${(error as Error).message}` };
  }
}

/** Where distributions turn user namespaces off (Ubuntu 23.10 release notes; Debian's kernel.unprivileged_userns_clone). */
const SWITCHES = [
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
  ["kernel.unprivileged_userns_clone", "0", "1"],
  ["user.max_user_namespaces", "0", "10000"],
] as const;

async function mendNamespaces(): Promise<string> {
  if (process.platform !== "linux") return "run on Linux, in a virtual machine for example";
  for (const [name, off, on] of SWITCHES) {
    const value = await readFile(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").catch(() => "");
    if (value.trim() === off) return `sudo sysctl -w ${name}=${on}`;
  }
  return "run as root; in a container with --privileged, the folder of the cloud on a volume";
}

interface Program {
  readonly name: string;
  readonly lost: string;
  readonly mend: string;
}

/** What scripts call and an instance has of this machine, if at all. */
const PROGRAMS: readonly Program[] = [
  { name: "ip", lost: "instances have this machine's network", mend: "install iproute2" },
  { name: "perl", lost: "refused connections are not listed", mend: "install perl" },
  { name: "git", lost: "scripts cannot clone or pull, and checkouts cannot be made", mend: "install git" },
  { name: "python3", lost: "scripts and functions in Python do not run", mend: "install python3" },
  { name: "rsync", lost: "scripts that call rsync do not find it", mend: "install rsync" },
  { name: "ssh", lost: "scripts reach nothing by ssh outside of the cloud", mend: "install openssh-client" },
];

const run = promisify(execFile);

/** The first release that goes where AWS_ENDPOINT_URL says (SDKs and tools reference guide, Service-specific endpoints, 2023). */
const FIRST: Readonly<Record<string, number>> = { "1": 29, "2": 13 };

async function examineAws(): Promise<MachineFinding> {
  const { aws } = hostPrograms();
  if (aws === undefined) {
    const says = "scripts that call aws are told that there is none, with 127";
    return { name: "aws", status: "absent", says, mend: "install the AWS CLI, so that the PATH leads to it" };
  }
  const said = await run(aws.path, ["--version"]).catch(() => undefined);
  const [release, major = "", minor = ""] = /aws-cli\/(\d+)\.(\d+)[\w.]*/.exec(`${said?.stdout} ${said?.stderr}`) ?? [];
  const says = `${aws.path}, ${release ?? "which does not say its version"}`;
  if (release === undefined || Number(minor) >= (FIRST[major] ?? 0)) return { name: "aws", status: "ok", says };
  return {
    name: "aws",
    status: "missing",
    says: `${says}: too old to be led to a local cloud`,
    mend: "update the AWS CLI",
  };
}

function examinePythons(): readonly MachineFinding[] {
  const { pythons, needs } = hostPrograms();
  const named = Object.keys(pythons).filter((name) => name.startsWith("python"));
  if (named.length === 0) return [];
  const says = `by name, beside those of /usr: ${named.toSorted().join(", ")}; from ${needs.join(", ")}`;
  return [{ name: "pythons", status: "ok", says }];
}

async function examineProgram({ name, lost, mend }: Program): Promise<MachineFinding> {
  const found = await run("sh", ["-c", 'command -v -- "$0"', name]).catch(() => undefined);
  if (found !== undefined) return { name, status: "ok", says: found.stdout.trim() };
  return { name, status: "absent", says: lost, mend };
}
