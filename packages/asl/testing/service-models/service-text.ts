import { memberName, uncapitalised } from "./java-names.ts";

/** A shape of a service model, as botocore's JSON files have it. */
interface ModelShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ModelMember>>;
  readonly member?: ModelMember;
  readonly value?: ModelMember;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly document?: boolean;
  readonly eventstream?: boolean;
}
interface ModelMember {
  readonly shape: string;
  readonly idempotencyToken?: boolean;
}
interface ModelOperation {
  readonly name: string;
  readonly input?: ModelMember;
  readonly output?: ModelMember;
}
export interface ServiceModel {
  readonly metadata: { readonly serviceId: string; readonly serviceFullName: string };
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

/**
 * A service as text: the first line has the actions, each `name input output`; every other line is a shape that others
 * name by the number of its line, to the base of 36. `src/integrations/service.ts` says what the signs mean.
 */
export function serviceText(
  model: ServiceModel,
  { isOffered, mostOf }: { isOffered: (action: string) => boolean; mostOf: (shape: string) => number | undefined },
): string {
  const lines: string[] = [];
  const numbers = new Map<string, string>();
  const shapeOf = (name: string): ModelShape => {
    const shape = model.shapes[name];
    if (shape === undefined) throw new Error(`There is no shape '${name}' in ${model.metadata.serviceFullName}.`);
    return shape;
  };

  function reference(name: string): string {
    const shape = shapeOf(name);
    if (shape.document === true) return "J";
    const most = mostOf(name) ?? shape.max;
    const bounds = shape.min === undefined && most === undefined ? "" : `${plain(shape.min)}~${plain(most)}`;
    switch (shape.type) {
      case "structure":
        return line(`:${name}`, () => structure(shape));
      case "list":
        return `[${bounds === "" ? "" : `${bounds}:`}${reference(shape.member?.shape ?? "")}`;
      case "map":
        return `<${reference(shape.value?.shape ?? "")}`;
      case "string":
        return shape.enum === undefined
          ? `S${bounds}`
          : line(`|${shape.enum.join("|")}`, () => `|${shape.enum?.join("|")}`);
      case "integer":
      case "long":
      case "biginteger":
        return `I${bounds}`;
      case "float":
      case "double":
      case "bigdecimal":
        return `F${bounds}`;
      case "boolean":
        return "B";
      case "timestamp":
        return "T";
      case "blob":
        return `X${bounds}`;
      default:
        throw new Error(`A ${shape.type} is no type that is known, in ${model.metadata.serviceFullName}.`);
    }
  }
  function line(key: string, text: () => string): string {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const index = lines.push("") - 1;
    const number = (index + 1).toString(36);
    numbers.set(key, number);
    lines[index] = text();
    return number;
  }
  function structure({ members = {}, required = [] }: ModelShape): string {
    return Object.entries(members)
      .map(([name, member]) => {
        const isRequired = required.includes(name) && member.idempotencyToken !== true;
        const older = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
        const sdk = name === "NULL" ? "Nul" : memberName(name);
        const spelled = older === sdk ? older : `${sdk}=${older}`;
        return `${spelled}${isRequired ? "!" : ":"}${reference(member.shape)}`;
      })
      .join(",");
  }
  function streams(member: ModelMember | undefined): boolean {
    if (member === undefined) return false;
    return Object.values(shapeOf(member.shape).members ?? {}).some((part) => shapeOf(part.shape).eventstream === true);
  }

  const operations = Object.values(model.operations)
    .filter(({ name, input, output }) => isOffered(uncapitalised(name)) && !streams(input) && !streams(output))
    .map(({ name, input, output }) =>
      [uncapitalised(name), ...[input, output].map((part) => (part === undefined ? "" : reference(part.shape)))].join(
        " ",
      ),
    );
  return [operations.join(","), ...lines].join("\n");
}

function plain(bound: number | undefined): string {
  return bound === undefined ? "" : String(bound);
}
