// Makes the checkout ready, from nothing but Node 20 and npm: pnpm (through npm), the pinned Node, the dependencies;
// with the argument "build" the build too. On a machine that is ready it only compares one hash.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const turbo = join(root, "node_modules", ".bin", "turbo");
const stamp = join(root, "node_modules", ".alpha-engine-setup");

process.env.TURBO_TELEMETRY_DISABLED ??= "1";
if (!isReady()) await install();
if (process.argv[2] === "build") await build();

function isReady() {
  return existsSync(turbo) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  process.stderr.write("setup: installing pnpm, Node and the dependencies (first time, or they changed)\n");
  const installing = ["--yes", packageManager, "install", "--reporter=append-only"];
  await run("npx", installing, "install the dependencies");
  // An install that was cut off can pass for complete the next time, without its commands.
  if (!existsSync(turbo)) await run("npx", [...installing, "--force"], "repair the dependencies");
  writeFileSync(stamp, fingerprint());
}

/** Says nothing when there is nothing to build; shows turbo's words only when the build fails. */
async function build() {
  const notice = setTimeout(() => process.stderr.write("setup: building\n"), 1500);
  await run(turbo, ["run", "build", "--output-logs=errors-only", "--no-update-notifier"], "build", "pipe");
  clearTimeout(notice);
}

/** What decides whether an install is needed: the lockfile, the workspace file and every manifest. */
function fingerprint() {
  const hash = createHash("sha256");
  const manifests = ["packages", "apps", "examples", "tooling"]
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) =>
      readdirSync(join(root, group), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(group, entry.name, "package.json")),
    );
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...manifests.sort()]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Runs a set-up command with its output on stderr, so that stdout stays the job's; with `pipe` only when it fails. */
async function run(command, args, what, output = 2) {
  const bin = join(root, "node_modules", ".bin");
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", output, output] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => printed.push(chunk));
  const failure = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  if (failure === undefined) return;
  process.stderr.write(Buffer.concat(printed));
  process.stderr.write(`setup: cannot ${what}: ${command} ${args.join(" ")}: ${failure}\n`);
  process.exit(1);
}
