import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Makes `node_modules` and `bin` in a folder: every package of the house, what they depend on, and their commands. */
export function linkWorkspace(folder: string): void {
  mkdirSync(join(folder, "bin"));
  for (const member of members()) {
    link(member.folder, join(folder, "node_modules", member.name));
    for (const [command, file] of Object.entries(member.bin))
      symlinkSync(join(member.folder, file), join(folder, "bin", command));
    for (const dependency of thirdParty(member.folder))
      link(join(member.folder, "node_modules", dependency), join(folder, "node_modules", dependency));
  }
}

function link(to: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(to, path);
}

const OURS = /^@?alpha-engine$/;

interface Member {
  readonly name: string;
  readonly folder: string;
  readonly bin: Readonly<Record<string, string>>;
}

/** What is published and what runs; nobody imports what we only work with. */
function members(): readonly Member[] {
  return globSync("{packages,apps,examples}/*/package.json", { cwd: ROOT }).map((path) => {
    const folder = join(ROOT, dirname(path));
    const { name, bin = {} } = JSON.parse(readFileSync(join(ROOT, path), "utf8")) as {
      name: string;
      bin?: Readonly<Record<string, string>>;
    };
    return { name, folder, bin };
  });
}

function thirdParty(folder: string): readonly string[] {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith(".") && !OURS.test(name))
    .flatMap((name) => (name.startsWith("@") ? readdirSync(join(modules, name)).map((of) => `${name}/${of}`) : [name]));
}
