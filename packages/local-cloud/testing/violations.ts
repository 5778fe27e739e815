import type { Model, ModelShape } from "./botocore.ts";

/** A value somewhere in a request that a constraint does not allow, and what is to be said of it. */
export interface Violation {
  readonly input: object;
  readonly at: string;
  readonly sentence: string;
}

/** What AWS's model of an operation's request does not allow, one constraint at a time. */
export function violationsOf(model: Model, operation: string): readonly Violation[] {
  const shape = model.operations[operation]?.input?.shape;
  if (shape === undefined) throw new Error(`${operation} is not in the model`);
  return violations(model, shape, "", (value) => value);
}

function violations(model: Model, name: string, path: string, wrap: (value: unknown) => unknown): Violation[] {
  const shape = model.shapes[name] as ModelShape;
  const at = path.replace(/\.$/, "");
  switch (shape.type) {
    case "structure": {
      const missing = (shape.required ?? []).map((member) => ({
        input: wrap({}) as object,
        at: path + lower(member),
        sentence: "Member must not be null",
      }));
      const deeper = Object.entries(shape.members ?? {}).flatMap(([member, { shape: child }]) =>
        violations(model, child, `${path}${lower(member)}.`, (value) => wrap({ [member]: value })),
      );
      return [...missing, ...deeper];
    }
    case "list": {
      const child = shape.member?.shape ?? "";
      const own = bounds(shape, "length").map(([count, sentence]) => {
        const input = wrap(Array.from({ length: count }, () => "x")) as object;
        return { input, at, sentence };
      });
      const members = model.shapes[child]?.type === "string" ? at : `${at}.1.member`;
      return [
        ...own.filter(({ sentence }) => !sentence.includes("less") || model.shapes[child]?.type === "string"),
        ...violations(model, child, `${members}.`, (value) => wrap([value])),
      ];
    }
    case "string":
      return [
        ...bounds(shape, "length").map(([length, sentence]) => ({
          input: wrap("x".repeat(length)) as object,
          at,
          sentence,
        })),
        ...(shape.pattern === undefined || !isPattern(shape.pattern)
          ? []
          : [
              {
                input: wrap(unlike(shape.pattern)) as object,
                at,
                sentence: `regular expression pattern: ${shape.pattern}`,
              },
            ]),
        ...(shape.enum === undefined ? [] : [{ input: wrap("?") as object, at, sentence: "enum value set: [" }]),
      ];
    case "integer":
    case "long":
      return bounds(shape, "value").map(([value, sentence]) => ({ input: wrap(value) as object, at, sentence }));
    default:
      return [];
  }
}

/** Some are patterns to Java only. */
function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function unlike(pattern: string): string {
  return ["\u0000", " ", ":"].find((text) => !new RegExp(`^(?:${pattern})$`, "u").test(text)) ?? "";
}

/** A size on either side of what is allowed. */
function bounds({ min, max }: ModelShape, what: string): [number, string][] {
  return [
    ...(min === undefined || min === 0
      ? []
      : [[min - 1, `${what} greater than or equal to ${min}`] as [number, string]]),
    ...(max === undefined ? [] : [[max + 1, `${what} less than or equal to ${max}`] as [number, string]]),
  ];
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
