/** @module-tag slow */
import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const send = (...commands: readonly string[]) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.box", Parameters: { commands } },
  ResultPath: null,
});
const definition = {
  StartAt: "Report: all",
  States: { "Report: all": { ...send("true"), Next: "Ship" }, Ship: { ...send("true"), End: true } },
};

test("faults are aimed by the command line and by the configuration", { timeout: 120_000 }, () => {
  const pipelines = { nightly: { definition: "nightly.asl.json", rehearsal: { faults: ["Ship:exit:8"] } } };
  using place = workplace({ "nightly.asl.json": definition, "alpha-engine.config.json": { pipelines } });
  const { code, stdout, stderr } = place.run(
    "rehearse",
    "nightly",
    "--fault",
    "Report: all:exit:7",
    "--strict",
    "--json",
  );
  expect(code, stderr).toBe(1);
  const { states, faults } = summarySchema.parse(JSON.parse(stdout));
  expect(states.map(({ name, exitCode }) => [name, exitCode])).toEqual([
    ["Report: all", 7],
    ["Ship", 8],
  ]);
  expect(faults.map(({ kind, injected }) => [kind, injected])).toEqual([
    ["exit:8", true],
    ["exit:7", true],
  ]);
  expect(stderr).toContain("exit:7: its work exits with 7 and is not run");
});

test("what matches nothing is refused with the nearest, before anything starts", { timeout: 120_000 }, () => {
  using place = workplace({ "nightly.asl.json": definition });
  const refused = (fault: string): string => {
    const { code, stderr } = place.run("rehearse", "nightly.asl.json", "--fault", fault);
    expect(code, stderr).toBe(2);
    return stderr;
  };
  expect(refused("Shipp:fail")).toContain("there is no task Shipp (did you mean Ship?)");
  expect(refused("Ship:exit")).toContain("expected exit:N, as exit:4");
  expect(refused("Ship:ssm:undeliverabel")).toContain("(did you mean ssm:undeliverable?)");
  expect(refused("Ship:lambda:timeout")).toContain("this state cannot fail in this way");
  expect(refused("Ship[1]:fail")).toContain("Ship is in no Map and has no items");
  expect(place.run("faults", "ssm:late").stdout).toMatch(/^ssm:late\[:DURATION\] +ssm, lambda, ec2 +the agent /);
});
