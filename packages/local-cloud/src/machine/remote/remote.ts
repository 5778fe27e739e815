import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

import type { Clock } from "@alpha-engine/asl";

import type { Host, Hosts, RemoteLogin } from "../../cloud/hosts.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Answer, Answerer, Question } from "../sandbox/ask.ts";
import { openStreams } from "./open-streams.ts";
import { readSshWords, type SshWords } from "./ssh-words.ts";

export interface RemoteOptions {
  readonly clock: Clock;
  readonly hosts: Hosts;
  readonly files: OwnFiles;
  /** Whose programs ask. */
  readonly self: Pick<Host, "instanceId" | "address" | "folder">;
  /** Aborted when its machine goes off: what it had begun elsewhere nobody waits for then. */
  readonly off: AbortSignal;
  readonly onLogin: (login: RemoteLogin, accessKeyId: string) => void;
}

/** Another program has to do it. */
const ELSEWHERE: Answer = { code: "real" };

/**
 * The other side of `ssh` and `ssh-keyscan`, as far as it is an instance of the cloud: there the login shell of that user
 * runs, with the streams of who asks. Keys of hosts and of users are not looked at.
 */
export function createRemote(options: RemoteOptions): Answerer {
  const { hosts, self } = options;
  const met = new Set<Host>();
  const ssh = async (question: Question): Promise<Answer> => {
    const [me = "root", told = "", ...args] = question.args;
    if (args[0] === "--known") return { code: find(hosts, self, args[1] ?? "") === undefined ? 1 : 0 };
    const words = readSshWords(args);
    const host = words && find(hosts, self, words.host);
    if (words === undefined || host === undefined) return ELSEWHERE;
    const user = words.user ?? me;
    const greeting = met.has(host) || words.quiet ? "" : greet(words);
    if (words.options.get("userknownhostsfile") !== "/dev/null") met.add(host);
    const answer = await connect(options, question, { words, host, user, greeting });
    const { command } = words;
    const said = told === "" ? command : told;
    const login: RemoteLogin = {
      program: programOf(words, told),
      instanceId: self.instanceId,
      to: host.instanceId,
      address: words.host,
      user,
      ...(said === undefined ? {} : { command: said }),
      exitCode: Number(answer.code),
    };
    options.onLogin(login, question.accessKeyId);
    return answer;
  };
  return async (question) => {
    try {
      if (question.program === "ssh") return await ssh(question);
      return scan(question.args, (name) => {
        const host = find(hosts, self, name);
        if (host !== undefined) met.add(host);
        return host;
      });
    } catch (error) {
      return { code: 255, stderr: `${question.program}: ${(error as Error).message}\n` };
    }
  };
}

interface Connecting {
  readonly words: SshWords;
  readonly host: Host;
  readonly user: string;
  readonly greeting: string;
}

async function connect(
  { clock, files, self: from, off }: RemoteOptions,
  { place, accessKeyId }: Question,
  { words, host, user, greeting }: Connecting,
): Promise<Answer> {
  const state = host.state();
  if (state !== "on") {
    const why = state === "off" ? "Connection timed out" : "Connection refused";
    return { code: 255, stderr: `ssh: connect to host ${words.host} port ${words.port}: ${why}\n` };
  }
  const command = words.subsystem ? SUBSYSTEM : words.command;
  const { streams, close } = openStreams(files, place);
  const how = `${words.noInput ? "n" : ""}${words.background ? "f" : ""}`;
  const begun = (): void => {
    close();
    files.write(`${place}.begun`, `${how}\n`);
  };
  const release = clock.hold();
  const gone = Promise.withResolvers<undefined>();
  const hangUp = (): void => gone.resolve(undefined);
  off.addEventListener("abort", hangUp, { once: true });
  try {
    if (greeting !== "") writeFileSync(streams[2], greeting);
    const ended = host.logIn({ from, user, host: words.host, command, accessKeyId, streams, begun });
    const code = await Promise.race([ended, gone.promise]);
    if (code !== undefined) return { code };
    const stderr = host.state() === "on" ? "" : `Connection to ${words.host} closed by remote host.\n`;
    return { code: 255, stderr };
  } finally {
    off.removeEventListener("abort", hangUp);
    close();
    release();
  }
}

function find(hosts: Hosts, self: RemoteOptions["self"], name: string): Host | undefined {
  return hosts.find(["localhost", "127.0.0.1", "::1"].includes(name) ? self.instanceId : name);
}

/** What ssh says of a host whose key it takes without asking. */
function greet({ host, options }: SshWords): string {
  const strict = options.get("stricthostkeychecking")?.toLowerCase() ?? "";
  if (!["no", "off", "accept-new"].includes(strict)) return "";
  return `Warning: Permanently added '${host}' (ED25519) to the list of known hosts.\n`;
}

function programOf({ command = "", subsystem }: SshWords, told: string): RemoteLogin["program"] {
  if (told !== "") return "scp";
  if (subsystem) return "sftp";
  return command.startsWith("rsync --server") ? "rsync" : "ssh";
}

const SUBSYSTEM = `for each in /usr/libexec/openssh/sftp-server /usr/lib/openssh/sftp-server; do [ ! -x "$each" ] || exec "$each"; done
echo 'subsystem request failed on channel 0' >&2; exit 255`;

/** `ssh-keyscan`: a key for each host that listens (ssh-keyscan(1), OpenSSH 8.7, 2021). */
function scan(args: readonly string[], find_: (name: string) => Host | undefined): Answer {
  const names: string[] = [];
  let port = "22";
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (/^-[pTtf]$/.test(word)) {
      if (word === "-p") port = args[at + 1] ?? port;
      at += 1;
    } else if (!word.startsWith("-")) names.push(...word.split(","));
  }
  const found = names.map((name) => ({ name, host: find_(name) }));
  if (found.some(({ host }) => host === undefined)) return ELSEWHERE;
  const listening = found.flatMap(({ name, host }) => (host?.state() === "on" ? [{ name, host }] : []));
  return {
    code: listening.length > 0 ? 0 : 1,
    stdout: listening.map(({ name, host }) => `${name} ssh-ed25519 ${hostKey(host)}\n`).join(""),
    stderr: listening.map(({ name }) => `# ${name}:${port} SSH-2.0-OpenSSH_8.7\n`).join(""),
  };
}

function hostKey({ instanceId }: Host): string {
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const key = createHash("sha256").update(instanceId).digest();
  return Buffer.concat([field(Buffer.from("ssh-ed25519")), field(key)]).toString("base64");
}
