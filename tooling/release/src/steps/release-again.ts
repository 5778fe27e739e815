import { join } from "node:path";

import { createConsumer } from "../consumer/consumer.ts";
import { release, type Round } from "../rounds/next-release.ts";
import { holdsPins, type Pins } from "../rounds/pinned-consumer.ts";
import type { Packed } from "../tarballs/pack.ts";
import { dependentsOf, publishablePackages } from "../workspace/packages.ts";
import { type CheckContext, SCOPE } from "./context.ts";

/** The package that is released again: many use it, and not all. */
export const CHANGED = `${SCOPE}/asl`;
const PINNED = `${SCOPE}/state-machine`;

/** A patch, a breaking release and a snapshot, beside a consumer that pins what it has until it bumps. */
export async function releaseAgain(context: CheckContext, packed: readonly Packed[]): Promise<void> {
  const { root, folder, copy, registry, stranger, inside, progress, step } = context;
  await step("rounds", async () => {
    const pins = pick(Object.fromEntries(packed.map(({ name, version }) => [name, version])));
    const pinned = await createConsumer(join(folder, "pinned"), { scope: SCOPE, url: registry.url }, stranger);
    await pinned.pin(pins);
    await holdsPins(pinned, pins, CHANGED, []);
    let current = pins;
    let seen: readonly Round["kind"][] = [];
    for (const kind of ["patch", "breaking", "snapshot"] as const) {
      const round = { kind, changed: CHANGED };
      const released = await release(round, { root, copy, to: join(folder, kind) }, inside);
      await holdsPins(pinned, current, CHANGED, seen);
      current = pick(released.versions);
      seen = [...seen, kind];
      await pinned.pin(current);
      await holdsPins(pinned, current, CHANGED, seen);
      const dependents = dependentsOf(CHANGED, publishablePackages(copy)).length;
      const version = `${CHANGED}@${current[CHANGED] ?? ""}`;
      progress(`  ${kind}: ${version} and ${dependents} dependents; the pinned consumer changed when it bumped`);
    }
    return [undefined, `${seen.join(", ")}: who pins keeps what they have until they bump; dependents come along`];
  });
}

function pick(versions: Readonly<Record<string, string>>): Pins {
  return Object.fromEntries([CHANGED, PINNED].map((name) => [name, versions[name] ?? "not released"]));
}
