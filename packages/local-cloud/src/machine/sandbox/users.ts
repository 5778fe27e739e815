import { chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The user that Amazon Linux images come with. */
const EC2_USER = "ec2-user";
const ID = 1000;

/** The files that make `ec2-user` known in an instance; they are laid over this machine's. */
export async function writeUsers(folder: string): Promise<void> {
  const etc = join(folder, "etc");
  await mkdir(etc, { recursive: true });
  const user = `${EC2_USER}:x:${ID}:${ID}:EC2 Default User:/home/${EC2_USER}:/bin/bash`;
  await writeFile(join(etc, "passwd"), await withEntry("/etc/passwd", user));
  await writeFile(join(etc, "group"), await withEntry("/etc/group", `${EC2_USER}:x:${ID}:`));
}

/** Gives the user its home, where user ids can be given away. */
export async function ownHome(folder: string): Promise<void> {
  const home = join(folder, "home", EC2_USER);
  const entries = await readdir(home, { recursive: true });
  for (const path of [home, ...entries.map((entry) => join(home, entry))]) await chown(path, ID, ID);
}

/** First in the file, so that the id has this name even if this machine has somebody else of that number. */
async function withEntry(file: string, entry: string): Promise<string> {
  const lines = (await readFile(file, "utf8").catch(() => "root:x:0:0:root:/root:/bin/sh\n")).split("\n");
  return [entry, ...lines.filter((line) => !line.startsWith(`${EC2_USER}:`))].join("\n");
}
