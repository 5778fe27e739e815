import { existsSync, lstatSync } from "node:fs";

import { WRITTEN_OUTSIDE } from "./base-layer.ts";
import { EMPTY, HIDDEN, MACHINE_PROGRAMS, REPOSITORIES } from "./boot-script.ts";
import { LINKED_TOPS } from "./own-path.ts";

/** What an instance's root is made of. */
export interface RootPlan {
  /** The folder itself, with its devices: a line per mount, in the form of fstab(5). */
  readonly first: string;
  /** Its own /etc over this machine's. */
  readonly etc: string;
  /** All else. */
  readonly table: string;
  /** What is a link in this machine's root, and so in the instance's. */
  readonly links: readonly string[];
  /** What it has of this machine's devices. */
  readonly nodes: readonly string[];
}

/** A layer that lies below what the instance changes. */
export interface BaseLayer {
  readonly layer: string;
  /** Its top folders but for those that lie over this machine's. */
  readonly tops: readonly string[];
}

export interface RootPlanOptions {
  /** The folder that holds what the instance owns. */
  readonly folder: string;
  readonly exposes: readonly string[];
  readonly base?: BaseLayer;
  /** The layer that hides what of this machine's is private. */
  readonly hiding: string | undefined;
  readonly repositories: readonly string[];
  /** Folders of this machine that it sees at their own path and cannot change. */
  readonly programs: readonly string[];
  /** We are this machine's root. */
  readonly root: boolean;
}

/** No device that holds or reaches anything: no disks, no memory, no terminals of this machine. */
const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"].map((name) => `/dev/${name}`);
/** By these root moves the whole machine without any further right (runc's read-only and masked paths, 2023). */
const KERNEL = ["sys", "sysrq-trigger", "irq", "bus", "fs", "scsi", "acpi", "mtrr"].map((name) => `/proc/${name}`);
/** Where the instance has its own, over this machine's: exposing these would only put this machine's back. */
const LAYERED = ["/usr/bin", "/usr/sbin", "/usr/local/sbin", "/etc"];

export function planRoot({ folder, exposes, base, hiding, repositories, programs, root }: RootPlanOptions): RootPlan {
  const tops = LINKED_TOPS.map((top) => `/${top}`).filter((path) => existsSync(path));
  const isLink = (path: string): boolean => lstatSync(path).isSymbolicLink();
  const nodes = DEVICES.filter((path) => existsSync(path));
  const at = (path: string): string => `${folder}${path}`;
  // Without root, what has further mounts below it can only be bound with them, and limits of it cannot be changed.
  const bind = (from: string, path: string): string => line(from, at(path), "none", root ? "bind" : "rbind");
  const show = (from: string, path: string): string => line(from, at(path), "none", root ? "bind,ro" : "rbind");
  const overlay = (top: string, lower: string): string =>
    line("none", at(`/${top}`), "overlay", `lowerdir=${lower},upperdir=${top},workdir=${HIDDEN}/work/${top}`);
  const between = [...(base === undefined ? [] : [`${HIDDEN}/base`]), ...(hiding === undefined ? [] : [hiding])];
  const over = (top: string): string => [...between, ""].map((layer) => `${layer}/${top}`).join(":");
  // A bind could not be made read-only without root, where it lies on a disk that is mounted with limits of its own.
  const read = (path: string): string => line("none", at(path), "overlay", `lowerdir=${EMPTY}:${path}`);
  // What lies below an overlay of a whole folder is out of reach by its path, and so put aside before.
  const written = base === undefined ? [] : WRITTEN_OUTSIDE.map((path) => `/${path}`);
  const aside = (index: number): string => `/${HIDDEN}/written/${index}`;
  const first = [bind(folder, ""), line("none", at("/dev"), "tmpfs", "mode=755")];
  const lines = [
    ...written.map((path, index) => bind(at(path), aside(index))),
    overlay("usr", over("usr")),
    ...(base === undefined ? [] : base.tops.map((top) => overlay(top, `${HIDDEN}/base/${top}`))),
    ...written.map((path, index) => bind(at(aside(index)), path)),
    ...programs.map((path) => read(path)),
    line("none", at(`/${HIDDEN}`), "tmpfs", "mode=755"),
    ...tops.filter((path) => !isLink(path)).map((path) => show(path, path)),
    ...(root ? [] : nodes.map((path) => bind(path, path))),
    line("none", at("/dev/pts"), "devpts", `newinstance,ptmxmode=0666,mode=620${root ? ",gid=5" : ""}`),
    bind(at("/dev/pts/ptmx"), "/dev/ptmx"),
    line("none", at("/dev/shm"), "tmpfs", "mode=1777"),
    line("none", at("/proc"), "proc", "defaults"),
    ...(root ? KERNEL.filter((path) => existsSync(path)).map((path) => show(at(path), path)) : []),
    show("/sys", "/sys"),
    ...(root && existsSync("/sys/fs/cgroup") ? [show("/sys/fs/cgroup", "/sys/fs/cgroup")] : []),
    show("/usr/bin", MACHINE_PROGRAMS),
    ...exposes.filter((path) => !isLayered(path)).map((path) => bind(path, path)),
    ...repositories.map((path, index) => show(path, `${REPOSITORIES}/${index}`)),
  ];
  const etc = overlay("etc", over("etc"));
  return { first: first.join(""), etc, table: lines.join(""), links: tops.filter(isLink), nodes };
}

function isLayered(path: string): boolean {
  return LAYERED.some((layered) => `${layered}/`.startsWith(path.endsWith("/") ? path : `${path}/`));
}

function line(source: string, target: string, type: string, options: string): string {
  return `${field(source)} ${field(target)} ${type} ${options},X-mount.mkdir 0 0\n`;
}

/** A field ends at white space, and a backslash begins a number. */
function field(text: string): string {
  return text.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
