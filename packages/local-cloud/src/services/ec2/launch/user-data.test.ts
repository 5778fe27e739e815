/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { StartInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";
import { chooseSandbox } from "../../../machine/sandbox/choose-sandbox.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);

const encoded = (...lines: readonly string[]): string => Buffer.from(`${lines.join("\n")}\n`).toString("base64");
const logOf = async ({ cloud }: TestCloud): Promise<string> =>
  await readFile(join(cloud.instances()[0]?.folder ?? "", "var/log/cloud-init-output.log"), "utf8").catch(() => "");

describe.each(kinds)("on an instance of kind %s", (sandbox) => {
  test("user data runs at the first boot, and what it puts into per-boot at every other", async () => {
    await using test_ = await startTestCloud({ sandbox });
    const perBoot = "/var/lib/cloud/scripts/per-boot/hello";
    const UserData = encoded(
      "#!/bin/sh",
      `mkdir -p "$(dirname ${perBoot})"; printf '#!/bin/sh\\necho again\\n' >${perBoot}; chmod 755 ${perBoot}`,
      'echo "first as $HOME in $PWD"',
    );
    const id = await test_.boot({ UserData });
    const home = sandbox === "plain" ? join(test_.cloud.instances()[0]?.folder ?? "", "root") : "/root";
    const first = `first as ${home} in /\n`;
    await until(async () => (await logOf(test_)) === first);
    const became = (state: string): Promise<void> => until(() => test_.cloud.instances()[0]?.state === state);
    await test_.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await became("stopped");
    await test_.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    await expect.poll(() => logOf(test_), { timeout: 15_000 }).toBe(`${first}again\n`);
  });

  test("a watchdog in user data ends the instance, although nobody ever spoke to it", async () => {
    await using test_ = await startTestCloud({ sandbox, clock: rehearsalClock({ rate: 60 }) });
    const began = test_.cloud.clock.now();
    const UserData = encoded("#!/bin/sh", "systemd-run --unit=deadline --on-active=900 /sbin/shutdown -h now");
    await test_.boot({ UserData, InstanceInitiatedShutdownBehavior: "terminate" });
    await until(() => test_.cloud.instances()[0]?.state === "terminated");
    expect((test_.cloud.clock.now() - began) / 1000).toBeGreaterThanOrEqual(900);
  });
});

test("user data is of 16 KiB at most, and in base64", async () => {
  await using test_ = await startTestCloud();
  const name = "InvalidUserData.Malformed";
  await expect(test_.boot({ UserData: encoded("x".repeat(16_384)) })).rejects.toMatchObject({ name });
  await expect(test_.boot({ UserData: "#!/bin/sh" })).rejects.toMatchObject({ name });
});
