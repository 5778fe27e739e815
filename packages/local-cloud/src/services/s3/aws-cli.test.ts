import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI } from "../../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { hostileKey, sortedByBytes } from "../../../testing/hostile-keys.ts";
import { seeded, seeds } from "../../../testing/seeded.ts";

describe.skipIf(!CLI)(`the AWS CLI${CLI ? "" : ", skipped: aws is not installed"}`, () => {
  let test_: TestCloud;
  let folder: string;
  beforeAll(async () => {
    test_ = await startTestCloud();
    folder = await mkdtemp(join(tmpdir(), "local-cloud-cli-"));
  });
  afterAll(async () => {
    await test_[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const aws = async (...argv: readonly string[]): Promise<string> => {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_PAGER: "", PYTHONUTF8: "1" };
    const options = { env: { ...env, ...test_.cloud.environment }, maxBuffer: 2 ** 24 };
    return (await promisify(execFile)("aws", [...argv], options)).stdout;
  };

  /** Names that both a folder and a bucket can hold, none of them being a folder of another. */
  const namesOf = (seed: number): string[] => {
    const random = seeded(seed);
    const all = new Set(Array.from({ length: 20 }, () => hostileKey(random, false)));
    const usable = [...all, "B", "a-b", "a_b", "aB", "z/ü", "z/\u{1F600}", "z/\u{FFFD}"].filter(
      (name) => !/^\/|\/\/|\/$|^\.|\s$|^\s/.test(name),
    );
    return usable.filter((name) => !usable.some((other) => other.startsWith(`${name}/`)));
  };

  test.each(seeds(1))(
    "lists and copies what a sorted list says at every page size, and deletes nothing that is there (seed %i)",
    async (seed) => {
      const [from, to, bucket] = [join(folder, `from-${seed}`), join(folder, `to-${seed}`), `s3://cli-${seed}`];
      const names = namesOf(seed);
      for (const name of names) {
        await mkdir(dirname(join(from, name)), { recursive: true });
        await writeFile(join(from, name), name);
        await utimes(join(from, name), 1_700_000_000, 1_700_000_000);
      }
      await aws("s3", "mb", bucket);
      await aws("s3", "sync", from, bucket);
      for (const size of ["1", "2", "7"]) {
        const listing = await aws("s3", "ls", "--recursive", "--page-size", size, bucket);
        const listed = listing.split("\n").map((line) => line.slice(31));
        expect(
          listed.filter((name) => name !== ""),
          `seed ${seed}`,
        ).toEqual(sortedByBytes(names));
      }
      expect(await aws("s3", "sync", "--delete", "--page-size", "2", from, bucket)).toBe("");
      await aws("s3", "cp", "--recursive", "--page-size", "7", bucket, to);
      const copied = await readdir(to, { recursive: true, withFileTypes: true });
      const files = copied.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      expect(sortedByBytes(files.map((file) => file.slice(to.length + 1)))).toEqual(sortedByBytes(names));
    },
    120_000,
  );
});
