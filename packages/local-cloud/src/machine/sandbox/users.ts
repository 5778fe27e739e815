import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { NAME_SERVER } from "../network/scripts.ts";
import type { OwnFiles } from "../own-files/own-files.ts";

/** The user that Amazon Linux images come with. */
const EC2_USER = "ec2-user";
export const EC2_USER_ID = 1000;

/** Root becomes anybody, nobody else becomes anything, and none of this machine's own rules of a session is asked. */
const PAM = `auth sufficient pam_rootok.so
auth required pam_deny.so
account required pam_permit.so
session required pam_permit.so
`;

/** Nobody reads it; scripts add to it (Amazon Linux 2023, 2023-03). */
const SUDOERS = "root\tALL=(ALL) \tALL\n%wheel\tALL=(ALL)\tALL\n#includedir /etc/sudoers.d\n";

/** As DHCP in a VPC says it (VPC user guide, AmazonDNS, 2026-11). */
const RESOLVER = `search ec2.internal\nnameserver ${NAME_SERVER}\n`;

/**
 * The instance's own files of /etc, which lie over this machine's from its first boot on: its users, without the
 * passwords of this machine's, its name, and how it finds others.
 */
export async function writeEtc(files: OwnFiles, hostname: string, address: string | undefined): Promise<void> {
  const own = new Set([...files.names("/etc"), ...files.names("/etc/pam.d").map((name) => `pam.d/${name}`)]);
  const user = `${EC2_USER}:x:${EC2_USER_ID}:${EC2_USER_ID}:EC2 Default User:/home/${EC2_USER}:/bin/bash`;
  const passwd = await withEntry("/etc/passwd", user);
  const group = await withEntry("/etc/group", `${EC2_USER}:x:${EC2_USER_ID}:`);
  const texts: readonly (readonly [name: string, text: string, mode?: number])[] = [
    ["passwd", passwd],
    ["group", group],
    ["shadow", perName(passwd, ":*:19700:0:99999:7:::"), 0o640],
    ["gshadow", perName(group, ":*::"), 0o640],
    // What useradd and its kin lock and keep: without root, nobody can open this machine's.
    [".pwd.lock", "", 0o600],
    ...["subuid", "subgid"].map((name) => [name, ""] as const),
    ...["passwd", "group", "shadow", "gshadow", "subuid", "subgid"].map((name) => [`${name}-`, "", 0o600] as const),
    ["sudoers", SUDOERS, 0o440],
    ["hostname", `${hostname}\n`],
    ["hosts", `${await textOf("/etc/hosts", "127.0.0.1 localhost\n")}${address ?? "127.0.0.1"} ${hostname}\n`],
    // A link into this machine's /run would lead nowhere.
    ["resolv.conf", address === undefined ? await textOf("/etc/resolv.conf", "") : RESOLVER],
    ...(existsSync("/etc/pam.d") ? ["su", "su-l", "runuser", "runuser-l"].map((name) => pamFile(name)) : []),
  ];
  for (const [name, text, mode = 0o644] of texts) if (!own.has(name)) files.write(`/etc/${name}`, text, { mode });
}

/** Gives the user its home, where user ids can be given away. */
export function ownHome(files: OwnFiles): void {
  files.makeFolder(`/home/${EC2_USER}`, { ids: { uid: EC2_USER_ID, gid: EC2_USER_ID } });
}

function pamFile(program: string): readonly [string, string] {
  return [`pam.d/${program}`, PAM];
}

async function textOf(file: string, otherwise: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => otherwise);
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** First in the file, so that the id has this name even if this machine has somebody else of that number. */
async function withEntry(file: string, entry: string): Promise<string> {
  const lines = (await textOf(file, "root:x:0:0:root:/root:/bin/sh\n")).split("\n");
  return [entry, ...lines.filter((line) => !line.startsWith(`${EC2_USER}:`))].join("\n");
}

/** A line for each name of a file like passwd. */
function perName(entries: string, rest: string): string {
  const names = entries.split("\n").flatMap((line) => (line === "" ? [] : [line.split(":")[0] ?? ""]));
  return names.map((name) => `${name}${rest}\n`).join("");
}
