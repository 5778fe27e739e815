import { appendFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ReleaseCheckError } from "../errors.ts";
import { run, type RunOptions } from "../process/run.ts";
import { packUnpublished, publishPacked } from "../tarballs/pack.ts";
import { buildPackages } from "../workspace/build.ts";
import { commitAll } from "../workspace/copy.ts";
import { dependentsOf, publishablePackages } from "../workspace/packages.ts";

export interface Round {
  readonly kind: "patch" | "breaking" | "snapshot";
  /** The one package that changes. */
  readonly changed: string;
}

export interface ReleasePlace {
  /** The workspace, whose cache knows what is built already. */
  readonly root: string;
  readonly copy: string;
  /** Where the tarballs go. */
  readonly to: string;
}

export interface Released {
  /** name → new version, of everything that was released. */
  readonly versions: Readonly<Record<string, string>>;
}

/** While a package is 0.x, its minor is where breaking changes go: docs/versioning.md. */
function bumpOf(kind: Round["kind"], version: string): "patch" | "minor" | "major" {
  if (kind !== "breaking") return "patch";
  return version.startsWith("0.") ? "minor" : "major";
}

/**
 * Changes one package in the copy of the workspace, in a way that a program can see, and releases it with the real tool: a
 * changeset, `changeset version`, build, pack, publish. All that use it must be released with it, and nothing else.
 */
export async function release(
  { kind, changed }: Round,
  { root, copy, to }: ReleasePlace,
  options: Omit<RunOptions, "cwd">,
): Promise<Released> {
  const before = publishablePackages(copy);
  const target = before.find(({ manifest }) => manifest.name === changed);
  if (target === undefined) throw new ReleaseCheckError(`${changed} is not among the packages`);
  await removeChangesets(copy);
  await appendFile(
    join(target.folder, "src", "index.ts"),
    `/** For the release check. */\nexport const releasedAs_${kind}: boolean = true;\n`,
  );
  const changeset = `---\n"${changed}": ${bumpOf(kind, target.manifest.version)}\n---\n\nA ${kind} release.\n`;
  await writeFile(join(copy, ".changeset", "release-check.md"), changeset);
  await commitAll(copy, kind, options);

  const snapshot = kind === "snapshot" ? ["--snapshot", "check"] : [];
  await run("changeset", ["version", ...snapshot], { ...options, cwd: copy });
  const after = publishablePackages(copy);
  const versions = Object.fromEntries(
    after
      .filter(
        ({ manifest }) =>
          before.find((old) => old.manifest.name === manifest.name)?.manifest.version !== manifest.version,
      )
      .map(({ manifest }) => [manifest.name, manifest.version]),
  );
  const expected = [changed, ...dependentsOf(changed, before)].sort();
  if (Object.keys(versions).sort().join() !== expected.join()) {
    throw new ReleaseCheckError(
      `a ${kind} release of ${changed} released ${Object.keys(versions).sort().join(", ")}; expected it and all that use it: ${expected.join(", ")}`,
    );
  }
  await commitAll(copy, `${kind}: versions`, options);
  await buildPackages(root, copy, options, expected);
  const packed = await packUnpublished(copy, to, options);
  const strangers = packed.filter(({ name, version }) => versions[name] !== version);
  if (strangers.length > 0 || packed.length !== expected.length) {
    throw new ReleaseCheckError(
      `packed ${packed.map(({ name, version }) => `${name}@${version}`).join(", ")}, versioned ${JSON.stringify(versions)}`,
    );
  }
  await publishPacked(to, options, kind === "snapshot" ? "snapshot" : "latest");
  return { versions };
}

async function removeChangesets(copy: string): Promise<void> {
  const folder = join(copy, ".changeset");
  for (const file of await readdir(folder)) if (file.endsWith(".md")) await rm(join(folder, file));
}
