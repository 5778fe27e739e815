// Builds what one package needs and runs its tests, or those of one of its files or folders:
//   npm run test:one -- packages/asl/src/paths/parse.test.ts -t "a name"
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const [wanted = "", ...options] = process.argv.slice(2);
const path = relative(root, resolve(process.env.INIT_CWD ?? root, wanted));
const [group, name] = path.split("/");
const folder = `${group}/${name}`;
if (name === undefined || !existsSync(join(root, folder, "package.json"))) {
  process.stderr.write(
    `test:one: ${wanted === "" ? "nothing was named" : `${wanted} lies in no package`}; name a package or a test file of one, such as packages/asl or packages/asl/src/paths/parse.test.ts\n`,
  );
  process.exit(2);
}
const bin = join(root, "node_modules", ".bin");
process.env.PATH = `${bin}:${process.env.PATH}`;
run("turbo", ["run", "build", `--filter=./${folder}...`, "--output-logs=errors-only"], root);
const rest = relative(folder, path);
run("vitest", ["run", ...(rest === "" ? [] : [rest]), ...options], join(root, folder));

function run(command, args, cwd) {
  const { status, signal } = spawnSync(join(bin, command), args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 143));
}
