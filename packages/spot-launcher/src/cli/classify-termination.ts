import { classifyTermination } from "../termination/classify.ts";

export interface ClassifyFlags {
  readonly instanceId: string;
  readonly patience: number;
  readonly region?: string;
  readonly json?: boolean;
}

/** Five fields with tabs, a dash for an empty one, so that `read` in a shell tells them apart; or JSON. */
export async function printTermination({ instanceId, patience, json }: ClassifyFlags): Promise<void> {
  const found = await classifyTermination(instanceId, { patience });
  const { classification, state, stateReasonCode, transitionReason, spotRequestCode } = found;
  const fields = [classification, state, stateReasonCode, transitionReason, spotRequestCode].map(
    (field) => field?.replaceAll(/\s+/g, " ") ?? "-",
  );
  process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : `${fields.join("\t")}\n`);
}
