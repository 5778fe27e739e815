/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { readRunWords } from "../units/run-words.ts";
import { readTimeSpan } from "../units/time-span.ts";
import { chooseSandbox } from "./choose-sandbox.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);

let folder: string;
let repository: string;
/** What its newest commit holds. */
let newest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "instance-programs-"));
  repository = join(folder, "work tree");
  git("init", "--quiet", "--initial-branch=main", repository);
  await commit("first");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { stdio: "ignore" });
}

async function commit(text: string): Promise<void> {
  newest = text;
  await writeFile(join(repository, "file"), `${text}\n`);
  git("-C", repository, "add", ".");
  git("-C", repository, "commit", "--quiet", "-m", text);
}

async function alive(marker: string): Promise<boolean> {
  const texts = await Promise.all(
    (await readdir("/proc")).map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return texts.some((text) => text.split("\0").includes(marker));
}

const newMarker = (): string => `${Math.floor(Math.random() * 1e6) + 1000}.125`;

describe.each(kinds)("on an instance of kind %s", (sandbox) => {
  let test_: TestCloud;
  let id: string;
  beforeAll(async () => {
    test_ = await startTestCloud({
      sandbox,
      clock: rehearsalClock({ rate: 60 }),
      images: {
        "ami-1": {
          packages: ["git", "python3.12"],
          repositories: { "https://github.com/made-up/repo": repository },
        },
      },
    });
    id = await test_.boot();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  const said = async (...commands: readonly string[]): Promise<string> => {
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(id, commands);
    return StandardOutputContent + StandardErrorContent;
  };
  const state = (instanceId: string): string | undefined =>
    test_.cloud.instances().find((each) => each.instanceId === instanceId)?.state;

  test("a watchdog of systemd-run ends its instance, on the instance's clock, by the real path of shutdown", async () => {
    const watched = await test_.boot({ InstanceInitiatedShutdownBehavior: "terminate" });
    const began = test_.cloud.clock.now();
    const armed = await test_.run(watched, [
      "systemd-run --unit=watchdog --on-active=1260 /sbin/shutdown -h now",
      "systemctl is-active watchdog.timer",
      "systemctl list-timers",
    ]);
    expect(armed.ResponseCode).toBe(0);
    expect(armed.StandardErrorContent).toBe(
      "Running timer as unit: watchdog.timer\nWill run service as unit: watchdog.service\n",
    );
    expect(armed.StandardOutputContent).toMatch(
      /^active\n[^]*(?:21min|20min .*s) left - - watchdog\.timer watchdog\.service/,
    );
    await until(() => state(watched) === "terminated");
    const seconds = (test_.cloud.clock.now() - began) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(1260);
    expect(test_.cloud.instances().find((each) => each.instanceId === watched)?.stateReason).toBe(
      "Client.InstanceInitiatedShutdown",
    );
  });

  test("a timer that is stopped does not elapse, and a name is taken once", async () => {
    const text = await said(
      "systemd-run --quiet --unit=once --on-active=15min touch /var/log/once",
      "systemd-run --unit=once --on-active=60 true; echo $?",
      "systemctl status once.timer | grep -c Trigger",
      "systemctl stop once.timer; echo $?; systemctl is-active once.timer; echo $?",
      "systemctl stop once; echo $?; systemctl status nothing; echo $?",
    );
    expect(text).toMatch(/^1\n1\n0\ninactive\n3\n5\n4\n/);
    expect(text).toContain("Unit once.timer was already loaded or has a fragment file.");
    expect(text).toContain("Failed to stop once.service: Unit once.service not loaded.");
    expect(text).toContain("Unit nothing.service could not be found.");
    await new Promise<void>((resolve) => test_.cloud.clock.schedule(1_000_000, resolve));
    expect(await said("ls /var/log/once")).toMatch(/No such file/);
  });

  test("a timer and a service end with their instance", async () => {
    const marker = newMarker();
    const mortal = await test_.boot();
    const sent = [
      `systemd-run --unit=later --on-active=20 sleep ${marker}`,
      `systemd-run --unit=now setsid sleep ${marker}1`,
    ];
    expect((await test_.run(mortal, sent)).ResponseCode).toBe(0);
    await until(() => alive(`${marker}1`));
    await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [mortal] }));
    await until(() => state(mortal) === "terminated");
    expect(await alive(`${marker}1`)).toBe(false);
    await new Promise<void>((resolve) => test_.cloud.clock.schedule(60_000, resolve));
    expect(await alive(marker)).toBe(false);
  });

  test("a service runs beside its script, and what it prints is in the journal", async () => {
    expect(
      await said(
        "systemd-run --unit=talker -E WORD=hello sh -c 'echo $WORD from $PWD; sleep 0.1; exit 3' 2>&1",
        "while systemctl is-active --quiet talker; do sleep 0.05; done",
        "journalctl -u talker --no-pager; systemctl is-failed talker; systemctl show -p ExecMainStatus --value talker",
        "systemctl reset-failed; systemctl is-failed talker; systemd-run --pipe --wait sh -c 'echo waited; exit 7'; echo $?",
      ),
    ).toBe("Running as unit: talker.service\nhello from /\nfailed\n3\ninactive\nwaited\n7\n");
  });

  test("what systemd-run cannot do it says", async () => {
    expect(
      await said(
        "systemd-run --on-calendar=whenever true; systemd-run --on-unit-active=1 true; systemd-run --unti=x true; systemd-run",
      ),
    ).toBe(
      "systemd-run: Failed to parse calendar event specification: whenever\n" +
        "systemd-run: --on-unit-active is not modelled by local-cloud: use --on-active, --on-calendar or a unit file\n" +
        "systemd-run: unrecognized option '--unti=x'\nsystemd-run: Command line to execute required.\n" +
        "failed to run commands: exit status 1",
    );
  });

  test("a user that is not root is refused what only root may", async () => {
    const refused = await said(
      "sudo -u ec2-user systemd-run --on-active=1 true; sudo -u ec2-user shutdown -h now; sudo -u ec2-user dnf -y install git; true",
    );
    expect(refused.match(/Interactive authentication required/g)).toHaveLength(2);
    expect(refused).toContain("has to be run with superuser privileges");
    expect(state(id)).toBe("running");
  });

  test("a shutdown that was announced can be called off", async () => {
    await said("shutdown -h +2", "sleep 1", "shutdown -c", "sleep 4");
    expect(state(id)).toBe("running");
  });

  test("dnf knows what the image says, and refuses the rest in its own words", async () => {
    expect(
      await said(
        "dnf install -y git python3.12",
        "dnf -q list installed git",
        "sudo dnf install -y git nothing-such",
        "echo $?",
      ),
    ).toBe(
      "Installed: git\nInstalled: python3.12\nComplete!\ngit\nNo match for argument: nothing-such\n1\n" +
        "Error: Unable to find a match: nothing-such\n",
    );
  });

  test("git clones and pulls from a local folder, however the remote is written, and reaches no other host", async () => {
    const clone = (url: string, to: string): string =>
      `git clone --quiet --depth 1 --branch main ${url} /var/log/${to}`;
    const text = await said(
      "cd /var/log",
      clone("https://github.com/made-up/repo", "one"),
      clone("https://github.com/made-up/repo.git", "two"),
      clone("git@github.com:made-up/repo.git", "three"),
      clone("https://x-access-token:secret@github.com/made-up/repo.git", "four"),
      "sudo -u ec2-user git clone --quiet ssh://git@github.com/made-up/repo /home/ec2-user/five",
      "cat one/file two/file three/file four/file /home/ec2-user/five/file; grep -c secret four/.git/config",
    );
    expect(text).toBe(`${`${newest}\n`.repeat(5)}0\nfailed to run commands: exit status 1`);
    await commit(`after ${newest}`);
    expect(await said("cd /var/log/one && git pull --quiet && cat file")).toBe(`${newest}\n`);
    expect(await said("git clone https://github.com/made-up/other /var/log/other; echo $?")).toMatch(
      /^128\n[^]*transport 'https' not allowed/,
    );
    if (sandbox === "namespaces") {
      expect(
        await said("cd /var/log/one; git push --quiet origin HEAD:other 2>&1 | grep -c -i 'read-only\\|unable\\|fail'"),
      ).not.toBe("0\n");
    }
  });

  test("curl finds the metadata service where AWS has it", async () => {
    const base = "http://169.254.169.254/latest";
    expect(
      await said(
        `token=$(curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${base}/api/token)`,
        `env -i PATH=$PATH curl -sS -H "X-aws-ec2-metadata-token: $token" ${base}/meta-data/instance-id`,
      ),
    ).toBe(id);
    expect(await said("ec2-metadata --quiet -i; ec2-metadata -t -z")).toMatch(
      new RegExp(`^${id}\\ninstance-type: c7i\\.large\\nplacement: us-east-1[a-f]\\n$`),
    );
  });

  test("says and sets its name and its time zone", async () => {
    expect(
      await said(
        "hostnamectl set-hostname worker-1; hostnamectl hostname; hostnamectl | grep -c worker-1",
        "sudo timedatectl set-timezone Europe/Berlin; timedatectl show -p Timezone --value",
        "sudo -u ec2-user timedatectl set-timezone UTC 2>&1; echo $?; timedatectl set-timezone UTC",
        "timedatectl set-timezone Nowhere 2>&1; hostnamectl chassis x 2>&1 || true",
      ),
    ).toBe(
      [
        "worker-1",
        "1",
        "Europe/Berlin",
        "timedatectl: Interactive authentication required.",
        "1",
        "Failed to set time zone: Invalid or not installed time zone 'Nowhere'",
        "hostnamectl: chassis is not modelled by local-cloud",
        "",
      ].join("\n"),
    );
  });
});

test.each([
  ["90", 90],
  ["30s", 30],
  ["5min", 300],
  ["1h 30min", 5400],
  ["2h30m", 9000],
  ["500ms", 0.5],
  ["infinity", Infinity],
  ["soon", undefined],
  ["5 parsecs", undefined],
])("the time span %s", (text, seconds) => {
  expect(readTimeSpan(text)).toBe(seconds);
});

test("systemd-run's words end where the command begins", () => {
  const args = ["-u", "x", "--on-boot", "1h", "-p", "User=ec2-user", "-E", "A=b=c", "--", "cmd", "--flag"];
  expect(readRunWords(args, "/")).toMatchObject({
    unit: "x",
    timer: { from: "boot", seconds: 3600 },
    user: "ec2-user",
    environment: { A: "b=c" },
    argv: ["cmd", "--flag"],
  });
});
