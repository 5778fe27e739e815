/** @module-tag slow */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

/** Pipelines as strangers write them. */
const FOREIGN = fileURLToPath(new URL("../../../../examples/foreign/", import.meta.url));
const files = readdirSync(FOREIGN).filter((file) => /\.asl\.(?:json|yaml)$/.test(file));

test.each(files)(
  "%s, which nobody described, is rehearsed as it is, and fails where its step does",
  { timeout: 120_000 },
  (file) => {
    using place = workplace({ [file]: readFileSync(join(FOREIGN, file), "utf8") });
    const good = place.run("rehearse", file, "--json");
    expect(good.code, good.stderr).toBe(0);
    const summary = summarySchema.parse(JSON.parse(good.stdout));
    expect(summary).toMatchObject({ status: "SUCCEEDED", problems: [] });
    const [step] = summary.states.filter(({ status, kind }) => status === "SUCCEEDED" && kind === "ssm");
    expect(step).toMatchObject({ exitCode: 0, attempts: 1 });

    const bad = place.run("rehearse", file, "--fail", step?.name ?? "", "--json");
    expect(bad.code, bad.stderr).toBe(1);
    const failed = summarySchema.parse(JSON.parse(bad.stdout));
    expect(failed.status).toBe("FAILED");
    expect(failed.states.find(({ name }) => name === step?.name)).toMatchObject({ status: "FAILED", exitCode: 3 });
  },
);

test("there are some, in JSON and in YAML", () => {
  expect(new Set(files.map((file) => file.split(".").at(-1)))).toEqual(new Set(["json", "yaml"]));
});
