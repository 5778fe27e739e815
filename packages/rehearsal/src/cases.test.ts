/** @module-tag slow */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { rehearse, type RehearseOptions, type Summary } from "./index.ts";

/** Small inputs, each of which once had another verdict than AWS: beside the checkout, as seen from the repository's root. */
const CASES = fileURLToPath(new URL("../../../../shared/cases/", import.meta.url));
const areThere = existsSync(CASES);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cases-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function rehearsed(file: string, options: Partial<RehearseOptions> = {}): Promise<Summary> {
  const definition = JSON.parse(readFileSync(join(CASES, file), "utf8")) as RehearseOptions["definition"];
  return (await rehearse({ pipeline: "case", definition, directory, ...options })).summary;
}
const box = { boxes: { box: { imageId: "ami-box" } }, images: { "ami-box": { sh: "bash" as const } } };

describe.skipIf(!areThere)("small inputs (skipped where ../shared/cases is missing)", () => {
  test("unmodelled-service-caught: refused before the start, with its state and place", async () => {
    await expect(rehearsed("unmodelled-service-caught.asl.json")).rejects.toMatchObject({
      code: "NOT_MODELLED",
      message: expect.stringContaining("S (/States/S/Resource): arn:aws:states:::ecs:runTask.sync") as string,
    });
  });

  test("substituted-resource: refused, since a substitution says not what is asked for", async () => {
    await expect(rehearsed("substituted-resource.asl.json")).rejects.toMatchObject({
      code: "NOT_MODELLED",
      message: expect.stringMatching(
        /Work \(\/States\/Work\/Resource\): .*substitution[^]*Call \(\/States\/Call/,
      ) as string,
    });
  });

  test("map-with-ssm-inside: one row with its failures, which nobody asked for, and faults find it", async () => {
    const input: RehearseOptions["input"] = ({ boxIds }) => ({ ids: [boxIds["box"], boxIds["box"]] });
    const summary = await rehearsed("map-with-ssm-inside.asl.json", { ...box, input });
    expect(summary.states.map(({ name }) => name)).toEqual(["Run"]);
    expect(summary.states[0]).toMatchObject({ status: "FAILED", items: { ok: 0, failed: 2 } });
    expect(summary.states[0]?.items?.failures.map(({ item, exitCode }) => [item, exitCode])).toEqual([
      [0, 4],
      [1, 4],
    ]);
    expect(summary.problems).toMatchObject([{ kind: "failed-step", state: "Run" }]);
    const faults = [{ state: "Run", kind: "fail" as const, item: 1 }];
    const aimed = await rehearsed("map-with-ssm-inside.asl.json", { ...box, input, faults });
    expect(aimed.states[0]?.items?.failures.map(({ item, exitCode }) => [item, exitCode])).toEqual([
      [0, 4],
      [1, 3],
    ]);
  });

  test("item-reader: runs over the bucket", async () => {
    const objects = { "a.txt": { content: "a" }, "b/c.txt": { content: "bc" } };
    const summary = await rehearsed("item-reader.asl.json", { buckets: { bkt: { objects } } });
    expect(summary).toMatchObject({ status: "SUCCEEDED", problems: [] });
    expect(summary.output).toMatchObject([
      { Key: "a.txt", Size: 1 },
      { Key: "b/c.txt", Size: 2 },
    ]);
  });

  test("real-work-against-a-60s-budget: succeeds, as three seconds are less than sixty", async () => {
    const input: RehearseOptions["input"] = ({ boxIds }) => ({ ids: [boxIds["box"]] });
    const summary = await rehearsed("real-work-against-a-60s-budget.asl.json", { ...box, input });
    expect(summary).toMatchObject({ status: "SUCCEEDED", problems: [] });
    expect(summary.states).toMatchObject([{ name: "W", status: "SUCCEEDED", exitCode: 0 }]);
  });
});
