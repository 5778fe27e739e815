import { readJson } from "../source/json.ts";
import { isMachine, literal, member, type Node } from "../source/node.ts";
import type { Source } from "../source/place.ts";
import { machinesOfTemplate } from "./cloudformation/template.ts";
import { documentsOf } from "./document.ts";
import { type Folder, type Machine, machineTypeOf } from "./machine.ts";

/** The state machines in a file, in its order. What only some forms need is loaded where there is such a form. */
export async function machinesIn(source: Source, folder: Folder): Promise<readonly Machine[]> {
  if (source.file.endsWith(".tf")) {
    const { machinesOfTerraform } = await import("./terraform/module.ts");
    return await machinesOfTerraform(source, folder);
  }
  const machines: Machine[] = [];
  for (const node of await documentsOf(source)) machines.push(...(await machinesOfDocument(node, folder)));
  return machines;
}

async function machinesOfDocument(node: Node, folder: Folder): Promise<readonly Machine[]> {
  if (isMachine(node)) return [{ place: node.place, definition: async () => await Promise.resolve(node) }];
  const known = machinesOfTemplate(node, folder) ?? machineDescribed(node);
  if (known !== undefined) return known;
  const { machinesOfPlan, machinesOfTerraformJson } = await import("./terraform/plan.ts");
  const { machinesOfServerless } = await import("./serverless.ts");
  return machinesOfPlan(node) ?? machinesOfTerraformJson(node) ?? (await machinesOfServerless(node, folder)) ?? [];
}

/** What `aws stepfunctions describe-state-machine` answers. */
function machineDescribed(node: Node): readonly Machine[] | undefined {
  const definition = member(node, "definition");
  if (member(node, "stateMachineArn") === undefined || definition?.kind !== "text") return undefined;
  const machineType = machineTypeOf(literal(member(node, "type")));
  return [
    { place: definition.place, machineType, definition: async () => await Promise.resolve(readJson(definition.text)) },
  ];
}
