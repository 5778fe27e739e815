/** @module-tag slow */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { RebootInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";
import { nextAfter, readCrontabTime, readOnCalendar } from "./calendar.ts";
import { readUnitFile } from "./unit-file.ts";

const available = await chooseSandbox("auto");
const APP = `[Unit]
Description=The app
After=network.target

[Service]
User=ec2-user
WorkingDirectory=/home/ec2-user
Environment=GREETING=hello "WHO=the world"
EnvironmentFile=-/etc/none
ExecStartPre=/bin/sh -c 'echo before >>log'
ExecStart=/bin/sh -c 'echo "$GREETING $WHO" >>log; exec sleep 1000.5'
ExecStop=/bin/sh -c 'echo stopping >>log'

[Install]
WantedBy=multi-user.target
`;

describe.skipIf(available.kind !== "namespaces")("units of an instance", () => {
  let test_: TestCloud;
  let id: string;
  beforeAll(async () => {
    test_ = await startTestCloud({
      sandbox: "namespaces",
      clock: rehearsalClock({ rate: 60 }),
      images: { "ami-1": { units: { "app.service": { content: APP } } } },
    });
    id = await test_.boot();
  });
  afterAll(() => test_[Symbol.asyncDispose]());
  const said = async (...commands: readonly string[]): Promise<string> => {
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(id, commands);
    return StandardOutputContent + StandardErrorContent;
  };
  const unit = (name: string, text: string): string => `cat >/etc/systemd/system/${name} <<'END'\n${text}\nEND`;
  const log = "cd /home/ec2-user; until [ -s log ]; do sleep 0.05; done; ";

  test("an image's unit that somebody wants starts with every boot, and stops as it says", async () => {
    expect(await said(`${log}cat log; systemctl is-active app; systemctl is-enabled app; stat -c %U log`)).toMatch(
      /^before\nhello the world\nactive\nenabled\n(?:ec2-user|root)\n$/,
    );
    expect(
      await said("systemctl restart app; sleep 0.3; systemctl stop app; systemctl is-active app; cat ~ec2-user/log"),
    ).toBe("inactive\nbefore\nhello the world\nstopping\nbefore\nhello the world\nstopping\n");
    await said("systemctl disable app; rm /home/ec2-user/log");
    await test_.ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
    expect(await said("systemctl is-enabled app; systemctl is-active app; ls /home/ec2-user")).toBe(
      "disabled\ninactive\n",
    );
  });

  test("a script's unit is found when it is written, and a one-shot one is waited for", async () => {
    expect(
      await said(
        unit(
          "job.service",
          "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo one >>/var/log/job'\nExecStart=-/bin/false\nExecStart=/bin/sh -c 'echo two >>/var/log/job'",
        ),
        unit("bad.service", "[Service]\nType=oneshot\nExecStart=/bin/false"),
        "systemctl daemon-reload; systemctl start job; echo $?; cat /var/log/job; systemctl enable job 2>&1; systemctl start bad 2>/dev/null; echo $?; systemctl is-failed bad; systemctl start none; echo $?",
      ),
    ).toMatch(
      /^0\none\ntwo\nCreated symlink .*job\.service\.\n1\nfailed\n5\nFailed to start none\.service: Unit none\.service not found\.\n$/,
    );
  });

  test("what fails is started again, until it has been often enough", async () => {
    await said(
      unit(
        "flaky.service",
        "[Service]\nExecStart=/bin/sh -c 'echo again >>/var/log/flaky; exit 3'\nRestart=on-failure",
      ),
      "systemctl start flaky",
    );
    await until(async () => (await said("systemctl is-failed flaky")).startsWith("failed"));
    expect((await said("cat /var/log/flaky")).split("again").length - 1).toBe(5);
  });

  test("a timer elapses on the instance's clock, once and again", async () => {
    const began = test_.cloud.clock.now();
    await said(
      unit("tick.service", "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'date +%%s >>/var/log/tick'"),
      unit("tick.timer", "[Timer]\nOnActiveSec=10min\nOnUnitActiveSec=1h\n[Install]\nWantedBy=timers.target"),
      "systemctl enable --now tick.timer",
    );
    await new Promise<void>((resolve) => test_.cloud.clock.schedule(2.5 * 3_600_000, resolve));
    const ticks = (await said("systemctl stop tick.timer; cat /var/log/tick")).trim().split("\n").map(Number);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect((ticks[0] ?? 0) * 1000 - began).toBeGreaterThanOrEqual(600_000 - 1000);
    expect((ticks[2] ?? 0) - (ticks[1] ?? 0)).toBeGreaterThanOrEqual(3500);
  });

  test("systemd-run takes a calendar", async () => {
    await said(
      "systemd-run --quiet --unit=nightly --on-calendar='*-*-* 02:30:00' sh -c 'date +%H:%M >>/var/log/nightly'",
    );
    await new Promise<void>((resolve) => test_.cloud.clock.schedule(49 * 3_600_000, resolve));
    expect(await said("systemctl stop nightly.timer; cat /var/log/nightly")).toMatch(/^(?:02:3\d\n){2,}$/);
  });

  test("cron and at run what they are told, as whom, on the instance's clock", async () => {
    expect(
      await said(
        "crontab -l; echo $?; (crontab -l 2>/dev/null; echo '15 3 * * * date +\\%H:\\%M >>/var/log/cron') | crontab -; crontab -l",
        "echo '0 * * * * ec2-user id -un >>/tmp/hourly' >/etc/cron.d/hourly; echo 'never * * * * true' | crontab -; echo $?",
        "cd /var/log; export WORD=kept; echo 'echo $WORD $PWD >at' | at now + 5 minutes 2>/dev/null; atq | wc -l; echo true | at whenever; echo $?",
      ),
    ).toMatch(
      /^1\n15 3 \* \* \* date.*\n1\n1\n1\nno crontab for root\n"-":line 1: bad time specifier[^]*Garbled time\n$/,
    );
    await new Promise<void>((resolve) => test_.cloud.clock.schedule(48 * 3_600_000, resolve));
    const text = await said(
      "crontab -r; rm /etc/cron.d/hourly; cat /var/log/cron; cat /var/log/at; sort -u /tmp/hourly",
    );
    expect(text).toMatch(/^(?:03:1\d\n){2,}kept \/var\/log\n(?:ec2-user|root)\n$/);
  });

  test("no name of a user or a unit leads out of the instance's folder", async () => {
    const outside = "../../../../../../outside";
    const refused = `echo '* * * * * true' | crontab -u ${outside} -; systemd-run --unit=${outside} echo out`;
    expect(await said(refused)).toMatch(/user `\.\.\/.*' unknown\n.*Unit name \.\.\/.*\.service is not valid\./);
    await said(`systemctl start ${outside}; journalctl -u ${outside}`);
    const found = readdirSync(test_.directory, { recursive: true }).map(String);
    expect(found.filter((path) => path.includes("outside"))).toEqual([]);
    for (const name of ["outside", "outside.service.log"])
      expect(existsSync(join(test_.directory, "..", name)), name).toBe(false);
  });

  test("what is not done here is refused by name", async () => {
    expect(
      await said(unit("big.service", "[Service]\nType=notify\nExecStart=/bin/true"), "systemctl start big"),
    ).toContain("Failed to start big.service: Type=notify is not modelled by local-cloud");
    expect(
      await said(unit("big.service", "[Service]\nProtectHome=yes\nExecStart=/bin/true"), "systemctl start big"),
    ).toContain("ProtectHome= in [Service] is not modelled by local-cloud");
  });
});

test.each([
  ["Mon..Fri 09:00", "2026-05-23T10:00:00Z", "2026-05-25T09:00:00Z"],
  ["*-*-01 02:30", "2026-05-23T10:00:00Z", "2026-06-01T02:30:00Z"],
  ["*:0/15", "2026-05-23T10:07:00Z", "2026-05-23T10:15:00Z"],
  ["hourly", "2026-05-23T10:00:00Z", "2026-05-23T11:00:00Z"],
  ["*-02-29 00:00:00", "2026-05-23T10:00:00Z", "2028-02-29T00:00:00Z"],
])("OnCalendar=%s", (text, after, next) => {
  const calendar = readOnCalendar(text);
  expect(calendar && nextAfter(calendar, Date.parse(after))).toBe(Date.parse(next));
});

test.each([
  ["*/5 * * * *", "2026-05-23T10:07:00Z", "2026-05-23T10:10:00Z"],
  ["30 2 * * 1-5", "2026-05-23T10:00:00Z", "2026-05-25T02:30:00Z"],
  ["0 0 13 * fri", "2026-05-23T10:00:00Z", "2026-05-29T00:00:00Z"],
  ["@daily", "2026-05-23T10:00:00Z", "2026-05-24T00:00:00Z"],
])("crontab's %s", (text, after, next) => {
  const calendar = readCrontabTime(text);
  expect(calendar && nextAfter(calendar, Date.parse(after))).toBe(Date.parse(next));
});

test.each(["soon", "25:00", "*-*-32 00:00", "61 * * * *", "* * * *"])("%s is no time", (text) => {
  expect(readOnCalendar(text) ?? readCrontabTime(text)).toBeUndefined();
});

test("a command line of a unit becomes one of a shell", () => {
  const { service } = readUnitFile('[Service]\nExecStart=/bin/echo "a b" ${NAME}x $WORDS "" 100%% one\\\n  two');
  expect(service?.script).toBe("set -e\nexec '/bin/echo' 'a b' \"${NAME}\"'x' $WORDS '' '100%' 'one' 'two'");
});
