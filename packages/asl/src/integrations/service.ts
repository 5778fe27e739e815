import { lazily } from "../lazy.ts";
import { readModel } from "../model-files.ts";
import { SERVICE_NAMES } from "./service-names.ts";
import { ANY, type Shape, type ShapeField } from "./shape.ts";

/** The actions of a service and their shapes, as the service's own model has them. */
export interface Service {
  readonly has: (action: string) => boolean;
  readonly input: (action: string) => Shape | undefined;
  readonly output: (action: string) => Shape | undefined;
}
/** Whether an `aws-sdk` integration can name that service. */
export function isService(name: string): boolean {
  names ??= new Set(SERVICE_NAMES.split(" "));
  return names.has(name);
}
let names: ReadonlySet<string> | undefined;

/** How fields are written: as the SDK for Java has them, `Md5OfBody`, or as the service has them, `MD5OfBody`. */
type Spelling = "sdk" | "own";

/** Read from its file once, when first asked for; nothing where there is no such service, or no file to be had. */
export function service(name: string, spelling: Spelling = "sdk"): Service | undefined {
  if (!isService(name)) return undefined;
  const key = `${spelling} ${name}`;
  const known = services.get(key);
  if (known !== undefined) return known;
  const text = readModel(name);
  if (text === undefined) return undefined;
  const read = readService(text, spelling);
  services.set(key, read);
  return read;
}
const services = new Map<string, Service>();

/**
 * The first line has the actions, each `name input output`; every other line is a shape, which others name by the number
 * of its line to the base of 36. Small letters and digits are such a number; `S I F B T X J` are a text, a whole number, a
 * number, a boolean, a time, bytes, any JSON; `[x` is a list of x, `<x` an object with any keys and values x. `1~64` behind
 * a sign are bounds. A line is `|one|another`, the values of a text, or the fields of an object: `Name:x,Needed!x`, and
 * `Md5=MD5:x` where the two spellings differ.
 */
export function readService(text: string, spelling: Spelling = "sdk"): Service {
  const lines = text.split("\n");
  const read = new Map<string, Shape>();

  function reference(text: string): Shape {
    const sign = text.charAt(0);
    switch (sign) {
      case "J":
        return ANY;
      case "B":
        return { type: "boolean" };
      case "T":
        // The older SDK's times are numbers, where they are not texts. [boto/boto3#4683]
        return spelling === "own" ? ANY : { type: "string", kind: "timestamp" };
      case "S":
        return { type: "string", ...bounds(text.slice(1)) };
      case "X":
        return { type: "string", kind: "blob", ...bounds(text.slice(1)) };
      case "I":
      case "F":
        return { type: "number", isWhole: sign === "I", ...bounds(text.slice(1)) };
      case "<":
        return lazily({ type: "map" } as const, "value", () => reference(text.slice(1)));
      case "[": {
        const [whole = "", bound = ""] = /^\[(?:([^[<:]*~[^[<:]*):)?/.exec(text) ?? [];
        return lazily({ type: "list", ...bounds(bound) } as const, "item", () => reference(text.slice(whole.length)));
      }
      default:
        return line(text);
    }
  }
  function line(number: string): Shape {
    const known = read.get(number);
    if (known !== undefined) return known;
    const content = lines[Number.parseInt(number, 36)] ?? "";
    const shape: Shape = content.startsWith("|")
      ? { type: "string", oneOf: content.slice(1).split("|") }
      : lazily({ type: "object" } as const, "fields", () => fields(content));
    read.set(number, shape);
    return shape;
  }
  function fields(content: string): ReadonlyMap<string, ShapeField> {
    return new Map(
      content === ""
        ? []
        : content.split(",").flatMap((field): (readonly [string, ShapeField])[] => {
            const end = field.search(/[:!]/);
            const isRequired = field.charAt(end) === "!";
            const [sdk = "", own = sdk] = field.slice(0, end).split("=");
            const read = { shape: reference(field.slice(end + 1)), isRequired };
            if (spelling === "own") return [[own, read]];
            // Whether `BOOL` is also taken where the SDK has `Bool` is not known.
            return /^[A-Z]{2,}$/.test(own)
              ? [
                  [sdk, read],
                  [own, read],
                ]
              : [[sdk, read]];
          }),
    );
  }

  const actions = `,${lines[0] ?? ""}`;
  /** What stands behind an action's name. */
  const shapesOf = (action: string): readonly string[] | undefined => {
    const start = /^[\w.-]+$/.test(action) ? actions.indexOf(`,${action} `) : -1;
    if (start === -1) return undefined;
    const [first = ""] = actions.slice(start + action.length + 2, start + action.length + 20).split(",");
    return first.split(" ");
  };
  const shape = (action: string, index: 0 | 1): Shape | undefined => {
    const text = shapesOf(action)?.[index] ?? "";
    return text === "" ? undefined : reference(text);
  };
  return {
    has: (action) => shapesOf(action) !== undefined,
    input: (action) => shape(action, 0),
    output: (action) => shape(action, 1),
  };
}

function bounds(text: string): { least?: number; most?: number } {
  if (text === "") return {};
  const [least = "", most = ""] = text.split("~");
  return { ...(least === "" ? {} : { least: Number(least) }), ...(most === "" ? {} : { most: Number(most) }) };
}
