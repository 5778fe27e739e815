/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { DescribeInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../cloud/cloud-event.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";
import { readSshWords } from "./ssh-words.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);
const OPTS =
  "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5 -i key.pem";

describe.each(kinds)("between instances of kind %s", (sandbox) => {
  let test_: TestCloud;
  let launcher: string;
  let worker: string;
  let address: string;
  const logins: Extract<CloudEvent, { type: "remote-login" }>[] = [];
  beforeAll(async () => {
    test_ = await startTestCloud({ sandbox, clock: rehearsalClock({ rate: 60 }), images: { "ami-1": {} } });
    test_.cloud.subscribe((event) => event.type === "remote-login" && logins.push(event));
    [launcher, worker] = await Promise.all([test_.boot(), test_.boot()]);
    address = await addressOf(worker);
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  const addressOf = async (id: string): Promise<string> => {
    const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations[0]?.Instances?.[0]?.PrivateIpAddress ?? "";
  };
  const said = async (...commands: readonly string[]): Promise<string> => {
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(launcher, commands);
    return StandardOutputContent + StandardErrorContent;
  };

  test("ssh runs its words there as that user, with streams and exit code of their own", async () => {
    expect(
      await said(
        `echo in | ssh ${OPTS} ec2-user@${address} 'whoami; pwd | grep -o ec2-user; cat; echo err >&2; echo $HOSTNAME >&2; exit 7'`,
        "echo $?",
      ),
    ).toMatch(/^(?:root|ec2-user)\nec2-user\nin\n7\nerr\n/);
    expect(logins.at(-1)).toMatchObject({
      program: "ssh",
      instanceId: launcher,
      to: worker,
      user: "ec2-user",
      exitCode: 7,
    });
    expect(logins.at(-1)?.by).toBeDefined();
  });

  test("a script that comes by stdin runs there to its end, and words are joined by blanks", async () => {
    expect(
      await said(
        `ssh ${OPTS} -l ec2-user ${address} -T 'bash -s' -- one two <<'END'`,
        'echo "$# $1 $2 $(basename "$HOME")"',
        "END",
        `ssh ${OPTS} ec2-user@${address} echo 'a   b' "'c   d'" </dev/null`,
        `for n in 1 2; do echo "turn $n"; ssh -n ${OPTS} ec2-user@${address} true; done`,
      ),
    ).toBe("2 one two ec2-user\na b c   d\nturn 1\nturn 2\n");
  });

  test("who is not let in hears it in ssh's words, with 255", async () => {
    expect(
      await said(`ssh ${OPTS} ubuntu@${address} true; echo $?; ssh ${OPTS} root@${address} true; echo $?`),
    ).toMatch(
      /^255\nPlease login as the user "ec2-user"[^]*\n142\nubuntu@10\.0\.[\d.]+: Permission denied \(publickey/,
    );
  });

  test("scp copies files and folders in both directions", async () => {
    expect(
      await said(
        'cd "$(mktemp -d)"; mkdir -p a/b; echo one >a/1; echo two >a/b/2; echo run >r.sh; chmod 750 r.sh',
        `scp -q -C ${OPTS} r.sh a/1 ec2-user@${address}:/home/ec2-user/`,
        `scp ${OPTS} -r a ec2-user@${address}:copy`,
        `ssh ${OPTS} ec2-user@${address} 'cat 1 copy/1 copy/b/2; stat -c %a r.sh' </dev/null`,
        `scp ${OPTS} ec2-user@${address}:copy/1 back; scp -r ${OPTS} ec2-user@${address}:'~/copy' tree; cat back tree/b/2`,
        `mkdir many; scp ${OPTS} "ec2-user@${address}:/home/ec2-user/*" many/ 2>/dev/null; echo $? $(ls many)`,
        `scp ${OPTS} none ec2-user@${address}:; echo $?; scp ${OPTS} ec2-user@${address}:none .; echo $?`,
      ),
    ).toBe(
      "one\none\ntwo\n750\none\ntwo\n1 1 r.sh\n1\n1\n" +
        'scp: stat local "none": No such file or directory\nscp: none: No such file or directory\n',
    );
    expect(logins.at(-1)).toMatchObject({ program: "scp", exitCode: 1 });
  });

  test("a loop of keyscan and ssh waits for a boot, and what is gone is not reached", async () => {
    const id = await test_.boot();
    const gone = await addressOf(id);
    expect(
      await said(
        `until ssh-keyscan -T 5 ${gone} 2>/dev/null | grep -q ed25519; do sleep 0.1; done`,
        `until ssh ${OPTS} -o BatchMode=yes ec2-user@${gone} exit; do sleep 0.1; done; echo there`,
      ),
    ).toBe("there\n");
    await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await until(() => test_.cloud.instances().find((each) => each.instanceId === id)?.state === "terminated");
    expect(await said(`ssh ${OPTS} ec2-user@${gone} true; echo $?; ssh-keyscan ${gone}; echo $?`)).toBe(
      `255\n1\nssh: connect to host ${gone} port 22: Connection timed out\n`,
    );
  });

  test("a machine that goes off under a session closes it", async () => {
    const id = await test_.boot();
    const there = await addressOf(id);
    expect(await said(`ssh ${OPTS} ec2-user@${there} 'echo begun; sudo shutdown -h now; sleep 60'; echo $?`)).toBe(
      `begun\n255\nConnection to ${there} closed by remote host.\n`,
    );
  });
});

test.each([
  ["-i k -o User=me h", { host: "h", user: "me", command: undefined }],
  ["-qtt -p2222 a@h ls -l", { host: "h", user: "a", port: "2222", command: "ls -l", quiet: true }],
  ["h -l b -- x -y", { host: "h", user: "b", command: "x -y" }],
  ["ssh://c@h:23", { host: "h", user: "c", port: "23" }],
  ["-fn h sleep 1", { background: true, noInput: true }],
])("the words of ssh %s", (text, words) => {
  expect(readSshWords(text.split(" "))).toMatchObject(words);
});

test("what ssh does not do here it says", () => {
  expect(() => readSshWords(["-L", "1:h:2", "h"])).toThrow("-L is not modelled by local-cloud");
  expect(() => readSshWords(["-z", "h"])).toThrow("unknown option -- z");
});
