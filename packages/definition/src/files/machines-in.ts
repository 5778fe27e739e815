import { readJson } from "../source/json.ts";
import { isMachine, literal, member, type Node } from "../source/node.ts";
import type { Source } from "../source/place.ts";
import { machinesOfTemplate } from "./cloudformation/template.ts";
import { documentsOf } from "./document.ts";
import { type Folder, type Machine, machineTypeOf } from "./machine.ts";

/** The state machines in a file, in its order. */
export async function machinesIn(source: Source, folder: Folder): Promise<readonly Machine[]> {
  const documents = await documentsOf(source);
  return documents.flatMap((node) => machinesOfDocument(node, folder));
}

function machinesOfDocument(node: Node, folder: Folder): readonly Machine[] {
  if (isMachine(node)) return [{ place: node.place, definition: async () => await Promise.resolve(node) }];
  return machinesOfTemplate(node, folder) ?? machineDescribed(node) ?? [];
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
