import { CreateLaunchTemplateCommand, DeleteLaunchTemplateCommand } from "@aws-sdk/client-ec2";

import type { Market } from "../pools/pool.ts";
import { ask } from "./ask.ts";
import { clientToken } from "./client-token.ts";
import type { World } from "./effects.ts";
import type { Patience } from "./patience.ts";
import { refused } from "./refusals.ts";
import { machineOf, tagSpecifications } from "./request.ts";
import type { LaunchSpec } from "./spec.ts";

/** The template of one launch, which CreateFleet cannot do without. It is removed behind it. */
export async function withLaunchTemplate<T>(
  spec: LaunchSpec,
  market: Market,
  { patience, world }: { readonly patience: Patience; readonly world: World },
  work: (templateName: string) => Promise<T>,
): Promise<T> {
  const name = `alpha-engine-${clientToken(spec, "template", market).slice(0, 32)}`;
  try {
    await create(name, spec, market, patience, world);
    return await work(name);
  } finally {
    await remove(name, world);
  }
}

async function create(
  LaunchTemplateName: string,
  spec: LaunchSpec,
  market: Market,
  patience: Patience,
  world: World,
): Promise<void> {
  const request = new CreateLaunchTemplateCommand({
    LaunchTemplateName,
    LaunchTemplateData: machineOf(spec, market),
    TagSpecifications: tagSpecifications(spec, ["launch-template"]),
  });
  for (let times = 0; ; times += 1) {
    const said = await ask(() => world.ec2.send(request, world.bounded()), patience, world);
    if (said.kind === "given") return;
    const code = said.kind === "refused" ? said.code : "Lost";
    // Left by a launcher that died, or made by a call whose answer was lost; either way its data may be another's.
    if (times > 1 || !/AlreadyExists|Lost/.test(code)) throw refused(undefined, { code, ...said }, []);
    await remove(LaunchTemplateName, world);
  }
}

/** What cannot be removed is tagged with the deadline, and the reaper's. */
async function remove(LaunchTemplateName: string, { ec2, bounded, sleepThrough }: World): Promise<void> {
  for (let times = 1; times <= 4; times += 1) {
    try {
      await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName }), bounded());
      return;
    } catch (error) {
      if (/NotFound|DoesNotExist|Unauthorized/.test((error as Error).name)) return;
      await sleepThrough(100 * 2 ** times);
    }
  }
}
