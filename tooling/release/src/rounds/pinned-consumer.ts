import type { Consumer } from "../consumer/consumer.ts";
import { ReleaseCheckError } from "../errors.ts";
import type { Round } from "./next-release.ts";

/** Exact versions by name. */
export type Pins = Readonly<Record<string, string>>;

/**
 * What a consumer that pins `pins` has: installed afresh, without a lockfile, exactly these versions, also of what they
 * use in their turn, and the code of the releases named in `seen` and of no other.
 */
export async function holdsPins(
  consumer: Consumer,
  pins: Pins,
  changed: string,
  seen: readonly Round["kind"][],
): Promise<void> {
  await consumer.install();
  for (const [name, version] of Object.entries(pins)) {
    const installed = await consumer.installed(name);
    if (installed !== version) throw new ReleaseCheckError(`a consumer pins ${name}@${version} and got ${installed}`);
  }
  const listed = await consumer.node(
    `import * as it from ${JSON.stringify(changed)}; console.log(Object.keys(it).filter((name) => name.startsWith("releasedAs_")).sort().join())`,
  );
  const expected = seen
    .map((kind) => `releasedAs_${kind}`)
    .sort()
    .join();
  if (listed !== expected)
    throw new ReleaseCheckError(
      `a consumer that pins ${JSON.stringify(pins)} sees "${listed}", expected "${expected}"`,
    );
}
