import type { Attribute, Block } from "../../hcl/expression.ts";
import { readHcl } from "../../hcl/read-hcl.ts";
import { readJson } from "../../source/json.ts";
import { isMachine, type Node } from "../../source/node.ts";
import type { Source } from "../../source/place.ts";
import { type Folder, type Machine, machineTypeOf } from "../machine.ts";
import { refusal } from "../refuse.ts";
import { evaluate, type Module } from "./evaluate.ts";

/** The state machines of a Terraform file: resources of their type, and modules that are given a definition. */
export async function machinesOfTerraform(source: Source, folder: Folder): Promise<readonly Machine[]> {
  const own = readHcl(source);
  const module = await moduleOf(own, source, folder);
  return own.blocks.flatMap((block) => {
    const isResource = block.type === "resource" && block.labels[0] === "aws_sfn_state_machine";
    const definition = attribute(block, "definition");
    if (!isResource && (block.type !== "module" || definition === undefined)) return [];
    return [machineOf(block, definition, { module, isResource })];
  });
}

function machineOf(
  block: Block,
  definition: Attribute | undefined,
  { module, isResource }: { readonly module: Module; readonly isResource: boolean },
): Machine {
  const type = attribute(block, "type")?.value;
  return {
    id: block.labels.at(-1) ?? block.type,
    place: block.place,
    isSure: isResource,
    machineType: machineTypeOf(
      type?.kind === "template" && type.parts[0] !== undefined && "text" in type.parts[0]
        ? type.parts[0].text.flat
        : undefined,
    ),
    definition: async () => {
      if (definition === undefined)
        throw refusal("NOT_RESOLVED", block.place, "expected a definition, got none", "write definition = …");
      return machineIn(await evaluate(definition.value, module));
    },
  };
}

/** The machine that a value is, or that the text of it is. */
export function machineIn(value: Node): Node {
  const node = value.kind === "encoded" ? value.value : value;
  if (isMachine(node)) return node;
  if (node.kind === "text" && node.text.flat.trimStart().startsWith("{")) return readJson(node.text);
  const name = node.kind === "text" ? node.text.flat.slice(0, 60) : `a ${node.kind}`;
  throw refusal(
    "NOT_RESOLVED",
    node.place,
    `expected a definition, got ${name}, which only Terraform can tell`,
    "give the plan instead: terraform show -json PLAN > plan.json",
  );
}

/** The names of a file and of those beside it. A file beside it that cannot be read is not asked for. */
async function moduleOf(own: Block, source: Source, folder: Folder): Promise<Module> {
  const others = await folder.beside(".tf");
  const files = [own, ...others.filter(({ file }) => file !== source.file).flatMap(readable)];
  const blocks = files.flatMap((file) => file.blocks);
  const locals = blocks.filter(({ type }) => type === "locals").flatMap(({ attributes }) => attributes);
  return {
    locals: new Map(locals.map(({ name, value }) => [name, value])),
    data: blocks.filter(({ type }) => type === "data"),
    folder,
  };
}

function readable(source: Source): readonly Block[] {
  try {
    return [readHcl(source)];
  } catch {
    return [];
  }
}

function attribute({ attributes }: Block, name: string): Attribute | undefined {
  return attributes.find((each) => each.name === name);
}
