// Makes the checkout ready, from nothing but Node 20 and npm: pnpm (through npm), the pinned Node, the dependencies;
// with the argument "build" the build too. On a machine that is ready it only compares one hash.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const turbo = join(root, "node_modules", ".bin", "turbo");
const stamp = join(root, "node_modules", ".alpha-engine-setup");

process.env.TURBO_TELEMETRY_DISABLED ??= "1";
if (!isReady()) install();
if (process.argv[2] === "build") build();

function isReady() {
  return existsSync(turbo) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  process.stderr.write("setup: installing pnpm, Node and the dependencies (first time, or they changed)\n");
  const installing = ["--yes", packageManager, "install", "--reporter=append-only"];
  run("npx", installing, "install the dependencies");
  // An install that was cut off can pass for complete the next time, without its commands.
  if (!existsSync(turbo)) run("npx", [...installing, "--force"], "repair the dependencies");
  writeFileSync(stamp, fingerprint());
}

function build() {
  run(turbo, ["run", "build", "--output-logs=errors-only", "--log-order=grouped", "--no-update-notifier"], "build");
}

/** What decides whether an install is needed: the lockfile, the workspace file and every manifest. */
function fingerprint() {
  const hash = createHash("sha256");
  const manifests = ["packages", "apps", "tooling"].flatMap((group) =>
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

/** Runs a set-up command with its own output on stderr, so that stdout stays the job's. Shows it only where it fails or takes part. */
function run(command, args, what) {
  const bin = join(root, "node_modules", ".bin");
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    stdio: ["ignore", 2, 2],
  });
  if (result.error) fail(`cannot ${what}: ${command}: ${result.error.message}`);
  if (result.status !== 0)
    fail(`cannot ${what}: ${command} ${args.join(" ")} ended with ${result.status ?? result.signal}`);
}

function fail(message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(1);
}
