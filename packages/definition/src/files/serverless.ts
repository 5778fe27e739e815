import { readJson } from "../source/json.ts";
import { isMachine, literal, member, type Node } from "../source/node.ts";
import type { HoleInText, Text } from "../source/text.ts";
import { evaluate, textOf } from "./cloudformation/intrinsics.ts";
import { machinesOfTemplate } from "./cloudformation/template.ts";
import { type Folder, type Machine, machineTypeOf } from "./machine.ts";
import { refusal } from "./refuse.ts";

/**
 * The state machines of a `serverless.yml`: those of the plugin for Step Functions, and of its CloudFormation resources;
 * undefined where it is none. [doc: serverless-step-functions]
 */
export async function machinesOfServerless(file: Node, folder: Folder): Promise<readonly Machine[] | undefined> {
  const plugin = member(file, "stepFunctions");
  if (plugin === undefined && member(file, "service") === undefined) return undefined;
  const variables = new Variables(file, folder);
  const machines = member(await variables.resolved(plugin), "stateMachines");
  const maps = await variables.listed(machines);
  const own = maps.flatMap((map) =>
    map.kind === "object"
      ? map.members.map(({ key, place, value }) => machineOf(key, value, { place, variables }))
      : [],
  );
  const resources = await variables.listed(member(file, "resources"));
  return [...own, ...resources.flatMap((each) => machinesOfTemplate(each, folder) ?? [])];
}

interface Around {
  readonly place: Node["place"];
  readonly variables: Variables;
}

function machineOf(id: string, value: Node, { place, variables }: Around): Machine {
  return {
    id,
    place,
    machineType: machineTypeOf(literal(member(value, "type"))),
    definition: async () => {
      const machine = await variables.resolved(value);
      const definition = await variables.resolved(member(machine, "definition"));
      if (definition !== undefined && isMachine(definition)) return evaluate(await variables.inside(definition));
      const text = definition === undefined ? undefined : textOf(evaluate(definition));
      if (text !== undefined && text.flat.trimStart().startsWith("{")) return readJson(text);
      throw refusal(
        "NOT_RESOLVED",
        definition?.place ?? place,
        "expected a definition, got what only Serverless can tell",
        "name the definition's own file, or read what is deployed with --from aws ARN",
      );
    },
  };
}

/** `${…}` of Serverless: what the file itself and files beside it say; all else is a hole. */
class Variables {
  readonly #file: Node;
  readonly #folder: Folder;

  constructor(file: Node, folder: Folder) {
    this.#file = file;
    this.#folder = folder;
  }

  /** A list of objects, where one object stands for a list of one. */
  async listed(node: Node | undefined): Promise<readonly Node[]> {
    const resolved = await this.resolved(node);
    const items = resolved?.kind === "list" ? resolved.items : resolved === undefined ? [] : [resolved];
    const all: Node[] = [];
    for (const item of items) all.push((await this.resolved(item)) ?? item);
    return all;
  }

  /** A value that is one variable is what that is. */
  async resolved(node: Node | undefined, depth = 0): Promise<Node | undefined> {
    const text = node?.kind === "text" ? node.text.flat.trim() : "";
    const [, name = ""] = /^\$\{([^${}]+)\}$/.exec(text) ?? [];
    const found = name === "" || depth > 20 ? undefined : await this.#named(name);
    return found === undefined ? node : await this.resolved(found, depth + 1);
  }

  /** The same for every value in it; a variable in a text is a hole. */
  async inside(node: Node, depth = 0): Promise<Node> {
    const here = (await this.resolved(node)) ?? node;
    if (depth > 200) return here;
    if (here.kind === "list") return { ...here, items: await this.#each(here.items, depth) };
    if (here.kind === "text") return { ...here, text: withHoles(here.text) };
    if (here.kind !== "object") return here;
    const values = await this.#each(
      here.members.map(({ value }) => value),
      depth,
    );
    return { ...here, members: here.members.map((each, index) => ({ ...each, value: values[index] ?? each.value })) };
  }

  async #each(nodes: readonly Node[], depth: number): Promise<readonly Node[]> {
    const all: Node[] = [];
    for (const node of nodes) all.push(await this.inside(node, depth + 1));
    return all;
  }

  async #named(name: string): Promise<Node | undefined> {
    const [, path, inner = ""] = /^file\(([^()]+)\)(?::([\w.-]+))?$/.exec(name) ?? [];
    if (path !== undefined) {
      if (!/\.(?:ya?ml|json)$/.test(path)) return undefined;
      return member(await this.#folder.node(path.trim()), ...inner.split(".").filter(Boolean));
    }
    const [, own] = /^self:([\w.-]+)$/.exec(name) ?? [];
    return own === undefined ? undefined : member(this.#file, ...own.split("."));
  }
}

/** Serverless names: `self:custom.bucket`, `opt:stage, 'dev'`. */
function withHoles(text: Text): Text {
  const holes: HoleInText[] = [...text.flat.matchAll(/\$\{([\w:.,/'() -]+)\}/g)]
    .filter(({ 1: name = "" }) => /[:,(]/.test(name) && !name.startsWith("AWS::"))
    .map(({ index, 0: whole, 1: name = "" }) => ({
      name: name.trim(),
      place: text.placeAt(index),
      start: index,
      end: index + whole.length,
    }));
  return holes.length === 0 ? text : { ...text, holes: [...text.holes, ...holes] };
}
