import type { Block, Expression, Part } from "../../hcl/expression.ts";
import { readHclTemplate } from "../../hcl/read-hcl.ts";
import { readJson } from "../../source/json.ts";
import { holeNode, literal, member, type Node, textNode } from "../../source/node.ts";
import type { Place } from "../../source/place.ts";
import { concat, holeText, type Text, textAt, textFrom } from "../../source/text.ts";
import { documentsOf } from "../document.ts";
import type { Folder } from "../machine.ts";

/** What names mean in the files of a module. */
export interface Module {
  readonly locals: ReadonlyMap<string, Expression>;
  readonly data: readonly Block[];
  readonly folder: Folder;
}

/** What a template is given by name, beside what the module has. */
type Names = ReadonlyMap<string, Node>;

/** How many locals may lead to another. */
const DEEPEST = 40;

/** The value of an expression as far as the files say it; what Terraform computes is a hole. */
export async function evaluate(expression: Expression, module: Module): Promise<Node> {
  return await new Evaluation(module, new Map()).value(expression, 0);
}

class Evaluation {
  readonly #module: Module;
  readonly #names: Names;

  constructor(module: Module, names: Names) {
    this.#module = module;
    this.#names = names;
  }

  async value(expression: Expression, depth: number): Promise<Node> {
    const { place } = expression;
    if (expression.kind === "scalar") return { kind: "scalar", place, value: expression.value };
    if (expression.kind === "list")
      return { kind: "list", place, items: await all(expression.items, (item) => this.value(item, depth)) };
    if (expression.kind === "object") {
      const members = await all(expression.members, async ({ key, place: at, value }) => ({
        key,
        place: at,
        value: await this.value(value, depth),
      }));
      return { kind: "object", place, members };
    }
    if (expression.kind === "template") return await this.#template(expression.parts, place, depth);
    if (expression.kind === "call") return await this.#call(expression, depth);
    return await this.#open(expression, depth);
  }

  async #template(parts: readonly Part[], place: Place, depth: number): Promise<Node> {
    const [only] = parts;
    if (only !== undefined && parts.length === 1 && "inserted" in only) return await this.value(only.inserted, depth);
    const texts = await all(parts, async (part) => {
      if ("text" in part) return part.text;
      return inserted(await this.value(part.inserted, depth), part.place);
    });
    return { kind: "text", place, text: texts.length === 0 ? textFrom(place, "") : concat(texts) };
  }

  async #open({ source, first, place }: Extract<Expression, { kind: "open" }>, depth: number): Promise<Node> {
    if (/^path\.(?:module|root|cwd)$/.test(source)) return textNode(place, ".");
    const [head = "", ...keys] = source.split(".");
    const named = this.#names.get(head);
    if (named !== undefined) return member(named, ...keys) ?? holeNode(nameOf(source), place);
    const local = head === "local" ? this.#module.locals.get(keys[0] ?? "") : undefined;
    if (local !== undefined && depth < DEEPEST) {
      const value = await this.value(local, depth + 1);
      return member(value, ...keys.slice(1)) ?? holeNode(nameOf(source), place);
    }
    const rendered = /^data\.template_file\.([\w-]+)\.rendered$/.exec(source)?.[1];
    if (rendered !== undefined) return (await this.#templateFile(rendered, depth)) ?? holeNode(nameOf(source), place);
    const chosen = first === undefined ? undefined : await this.value(first, depth + 1);
    return chosen?.kind === "object" || chosen?.kind === "encoded" ? chosen : holeNode(nameOf(source), place);
  }

  /** `data "template_file"`, of the provider that `templatefile` replaced. */
  async #templateFile(name: string, depth: number): Promise<Node | undefined> {
    const block = this.#module.data.find(({ labels }) => labels[0] === "template_file" && labels[1] === name);
    const template = block?.attributes.find((each) => each.name === "template")?.value;
    if (block === undefined || template === undefined) return undefined;
    const vars = block.attributes.find((each) => each.name === "vars")?.value;
    const text = await this.value(template, depth);
    if (text.kind !== "text") return undefined;
    return await this.#filled(text.text, text.place, vars === undefined ? undefined : await this.value(vars, depth));
  }

  async #call({ name, arguments: given, place }: Extract<Expression, { kind: "call" }>, depth: number): Promise<Node> {
    const open = holeNode(nameOf(name), place);
    const [first, second] = await all(given, (each) => this.value(each, depth));
    if (first === undefined) return open;
    if (name === "jsonencode") return { kind: "encoded", place, value: first };
    if (TRANSPARENT.has(name)) return first;
    if (name === "jsondecode" || name === "yamldecode") return (await decoded(first)) ?? open;
    if (name === "merge") return merged(await all(given, (each) => this.value(each, depth)), place) ?? open;
    const path = literal(first);
    if (path === undefined || (name !== "file" && name !== "templatefile")) return open;
    const source = await this.#module.folder.source(path);
    const text = textAt(source, 0, source.text);
    return name === "file" ? { kind: "text", place, text } : await this.#filled(text, place, second);
  }

  async #filled(text: Text, place: Place, values: Node | undefined): Promise<Node> {
    const names = values?.kind === "object" ? values.members.map(({ key, value }) => [key, value] as const) : [];
    return await new Evaluation(this.#module, new Map(names)).#template(readHclTemplate(text), place, 0);
  }
}

/** What gives back what it gets, as far as its value goes. */
const TRANSPARENT = new Set([
  "tostring",
  "trimspace",
  "chomp",
  "tomap",
  "sensitive",
  "nonsensitive",
  "try",
  "coalesce",
  "trim",
]);

/** What stands in a text in place of `${ }`: a value as Terraform writes it there. */
function inserted(value: Node, place: Place): Text {
  if (value.kind === "text") return value.text;
  if (value.kind === "scalar") return textFrom(value.place, String(value.value));
  return holeText(value.kind === "encoded" ? "jsonencode" : value.kind, place);
}

async function decoded(node: Node): Promise<Node | undefined> {
  if (node.kind === "encoded") return node.value;
  if (node.kind !== "text") return undefined;
  const { source, offset } = node.text.placeAt(0);
  // What is filled in stays in its line.
  if (offset === 0) return (await documentsOf({ file: source.file, text: node.text.flat }))[0];
  return node.text.flat.trimStart().startsWith("{") ? readJson(node.text) : undefined;
}

function merged(values: readonly Node[], place: Place): Node | undefined {
  const objects = values.filter((value) => value.kind === "object");
  if (objects.length !== values.length) return undefined;
  return { kind: "object", place, members: objects.flatMap(({ members }) => members) };
}

/** What a hole is called: the reference, or the first one in what is computed. */
export function nameOf(source: string): string {
  const [reference] = /^[\w.[\]"*-]+$/.exec(source) ?? /[A-Za-z_][\w-]*(?:\.[\w-]+)+/.exec(source) ?? [source];
  const name = reference.replaceAll(/[^\w.-]+/g, ".").replaceAll(/^\.+|\.+$/g, "");
  return name.slice(0, 100) || "expression";
}

/** One after another: files are read in between, and the first failure is the one that is told. */
async function all<A, B>(items: readonly A[], make: (item: A) => Promise<B>): Promise<readonly B[]> {
  const made: B[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
