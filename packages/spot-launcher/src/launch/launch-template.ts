import { patiently } from "@alpha-engine/aws-calls";
import { CreateLaunchTemplateCommand, DeleteLaunchTemplateCommand } from "@aws-sdk/client-ec2";

import type { Market } from "../pools/pool.ts";
import { askWithToken } from "./ask-with-token.ts";
import { clientToken } from "./client-token.ts";
import type { LaunchContext } from "./context.ts";
import { refused } from "./refusals.ts";
import { machineOf, tagSpecifications } from "./request.ts";

/** The template of one launch, which CreateFleet cannot do without. It is removed behind it. */
export async function withLaunchTemplate<T>(
  market: Market,
  context: LaunchContext,
  work: (templateName: string) => Promise<T>,
): Promise<T> {
  const name = `alpha-engine-${clientToken(context.spec, "template", market).slice(0, 32)}`;
  try {
    await create(name, market, context);
    return await work(name);
  } finally {
    await remove(name, context);
  }
}

async function create(LaunchTemplateName: string, market: Market, context: LaunchContext): Promise<void> {
  const { spec, ec2, bounds } = context;
  const request = new CreateLaunchTemplateCommand({
    LaunchTemplateName,
    LaunchTemplateData: machineOf(spec, market),
    TagSpecifications: tagSpecifications(spec, ["launch-template"]),
  });
  for (let times = 0; ; times += 1) {
    const answer = await askWithToken(() => ec2.send(request, bounds()), context);
    if (answer.kind === "given") return;
    const code = answer.kind === "refused" ? answer.code : "Lost";
    // Left by a launcher that died, or made by a call whose answer was lost; either way its data may be another's.
    if (times > 1 || !/AlreadyExists|Lost/.test(code)) throw refused(undefined, { code, ...answer }, []);
    await remove(LaunchTemplateName, context);
  }
}

/** What cannot be removed is tagged with the deadline, and the reaper's. */
async function remove(LaunchTemplateName: string, context: LaunchContext): Promise<void> {
  const { ec2, bounds } = context;
  const request = new DeleteLaunchTemplateCommand({ LaunchTemplateName });
  // Also when the launch is cancelled.
  await patiently(() => ec2.send(request, bounds()), { tries: 4 }, context).catch(() => {});
}
