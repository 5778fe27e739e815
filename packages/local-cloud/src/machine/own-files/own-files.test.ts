import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { seeded, seeds } from "../../../testing/seeded.ts";
import { type OwnFiles, ownFiles } from "./own-files.ts";

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "own-files-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const SECRET = "of this machine";
const NAMES = ["a", "b", "c", "secret"];
const OPERATIONS: readonly ((files: OwnFiles, path: string, name: string) => unknown)[] = [
  (files, path) => files.read(path),
  (files, path) => {
    const open = files.open(path);
    try {
      return readFileSync(open, "utf8");
    } finally {
      closeSync(open);
    }
  },
  (files, path) =>
    files.write(path, "own", { mode: 0o600, ids: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } }),
  (files, path) => files.append(path, "own"),
  (files, path) => closeSync(files.openToWrite(path, "new")),
  (files, path) => closeSync(files.openPipe(path, "write")),
  (files, path) => files.makeFolder(path, { mode: 0o777 }),
  (files, path) => files.link(path, "a"),
  (files, path, name) => files.rename(path, name),
  (files, path) => files.remove(path),
  (files, path) => files.removeEmpty(path),
  (files, path) => files.unlinkWay(path),
  (files, path) => files.names(path),
  (files, path) => files.watch(path, () => {}).close(),
];

/** Everything of a folder, with the modes and contents. */
function fingerprint(path: string): unknown {
  const { mode, uid, gid } = lstatSync(path);
  const inside = lstatSync(path).isDirectory()
    ? readdirSync(path).map((name) => fingerprint(join(path, name)))
    : lstatSync(path).isFile() && readFileSync(path, "utf8");
  return [path, mode, uid, gid, inside];
}

describe("the files of an instance", () => {
  test("are followed by the instance's own links, each as it leads there", () => {
    const files = ownFiles(scratch);
    files.makeFolder("/data/log");
    files.link("/var/log", "/data/log");
    files.link("/up", "../../../../data");
    files.append("/var/log/app/x", "one\n");
    expect(files.read("/up/log/app/x")).toBe("one\n");
    expect(files.where("/var/log/app/x")).toBe(join(scratch, "data/log/app/x"));
    expect(files.isLink("/var/log")).toBe(true);
  });

  test("take the place of a link, and never what it leads to", () => {
    const files = ownFiles(scratch);
    files.write("/etc/one", "1");
    files.link("/etc/two", "one");
    files.write("/etc/two", "2");
    expect([files.read("/etc/one"), files.read("/etc/two")]).toEqual(["1", "2"]);
  });

  test("are no pipes, on which the cloud would wait", () => {
    execFileSync("mkfifo", [join(scratch, "pipe")]);
    const files = ownFiles(scratch);
    expect(files.read("/pipe")).toBeUndefined();
    expect(() => files.append("/pipe", "x")).toThrow();
    expect(() => files.open("/pipe")).toThrow("is no file");
  });

  test("lie over what lies below, whose folders they are like", () => {
    const below = join(scratch, "below");
    mkdirSync(join(below, "etc/app"), { recursive: true, mode: 0o710 });
    writeFileSync(join(below, "etc/app/x"), "below");
    const own = join(scratch, "own");
    mkdirSync(own);
    const files = ownFiles(own, () => [{ root: below, shows: () => true, isRead: true, isModel: true }]);
    expect(files.read("/etc/app/x")).toBe("below");
    files.write("/etc/app/y", "own");
    expect(lstatSync(join(own, "etc/app")).mode & 0o777).toBe(lstatSync(join(below, "etc/app")).mode & 0o777);
    expect(files.names("/etc/app")).toEqual(["y"]);
    const hidden = ownFiles(own, () => [{ root: below, shows: () => true, isRead: false, isModel: true }]);
    expect([hidden.read("/etc/app/x"), hidden.stat("/etc/app/x")?.isFile()]).toEqual([undefined, true]);
  });

  test.each(seeds(80))("lead out by no link, put wherever and whenever: seed %i", (seed) => {
    const { below, pick, random } = seeded(seed);
    const folder = join(scratch, "own");
    const outside = join(scratch, "outside");
    for (const each of ["own/a/b", "own/b", "outside/a/b", "outside/c"])
      mkdirSync(join(scratch, each), { recursive: true });
    for (const each of ["outside/secret", "outside/a/secret", "outside/a/b/c"])
      writeFileSync(join(scratch, each), SECRET);
    const anyPath = (): string => Array.from({ length: 1 + below(4) }, () => pick(NAMES)).join("/");
    /** What root on the instance does at any moment. */
    let wanted = "a";
    const plant = (): void => {
      const at = join(folder, random() < 0.5 ? wanted : anyPath());
      const up = "../".repeat(below(8));
      const target = pick([
        outside,
        `${outside}/${anyPath()}`,
        `${up}${outside.slice(1)}/${anyPath()}`,
        `/${anyPath()}`,
      ]);
      try {
        // Not through a link of its own: nobody on the instance could.
        for (let path = at; path !== folder; path = join(path, "..")) {
          if (path !== at && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
        }
        rmSync(at, { recursive: true, force: true });
        symlinkSync(target, at);
      } catch {
        // There is no such folder.
      }
    };
    const before = fingerprint(outside);
    for (let count = below(6); count > 0; count -= 1) plant();
    // It is asked between any two looks.
    const files = ownFiles(folder, () => {
      if (random() < 0.3) plant();
      return [];
    });
    const done: string[] = [];
    for (let step = 0; step < 12; step += 1) {
      const [operation, path] = [below(OPERATIONS.length), anyPath()];
      wanted = path;
      done.push(`${operation} ${path}`);
      let seen: unknown;
      try {
        seen = OPERATIONS[operation]?.(files, path, pick(NAMES));
      } catch {
        // It may be refused.
      }
      expect(seen, done.join(", ")).not.toBe(SECRET);
      expect(fingerprint(outside), done.join(", ")).toEqual(before);
    }
  });
});
