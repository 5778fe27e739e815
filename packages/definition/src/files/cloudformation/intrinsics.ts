import { holeNode, literal, member, type Member, type Node, type ObjectNode } from "../../source/node.ts";
import type { Place } from "../../source/place.ts";
import { concat, holeText, slice, type Text, textFrom } from "../../source/text.ts";

/**
 * A value of a template with its functions replaced: what only a deployment knows is a hole. [doc: intrinsic functions of
 * CloudFormation, 2026]
 */
export function evaluate(node: Node): Node {
  if (node.kind === "list") return { ...node, items: node.items.map(evaluate) };
  if (node.kind !== "object") return node;
  const [only] = node.members;
  if (only !== undefined && node.members.length === 1 && isFunction(only.key)) return call(only, node);
  return { ...node, members: node.members.map((each) => ({ ...each, value: evaluate(each.value) })) };
}

/** The characters that a value is inserted as; undefined where it is no text. */
export function textOf(node: Node): Text | undefined {
  if (node.kind === "text") return node.text;
  return node.kind === "scalar" && node.value !== null ? textFrom(node.place, String(node.value)) : undefined;
}

function isFunction(key: string): boolean {
  return key === "Ref" || /^Fn::\w+$/.test(key);
}

function call({ key, value }: Member, { place }: ObjectNode): Node {
  const open = (): Node => holeNode(nameOf(key, value), place);
  if (key === "Fn::ToJsonString") return { kind: "encoded", place, value: evaluate(value) };
  if (key === "Fn::Sub") return sub(value, place) ?? open();
  if (key === "Fn::Join") return join(value, place) ?? open();
  if (key === "Fn::If") return either(value) ?? open();
  return open();
}

/** `Fn::Sub`: `${Name}` is a hole or one of the values beside the text, `${!Name}` the text `${Name}`. */
function sub(value: Node, place: Place): Node | undefined {
  const [template, values] = value.kind === "list" ? value.items : [value];
  if (template?.kind !== "text") return undefined;
  const filled = (name: string, at: Place): Text => {
    const given = member(values, name);
    const text = given === undefined ? undefined : textOf(evaluate(given));
    return text === undefined || text.holes.length > 0 ? holeText(name, at) : text;
  };
  return { kind: "text", place, text: withNames(template.text, filled) };
}

/** A text with `${Name}` replaced. */
export function withNames(text: Text, filled: (name: string, place: Place) => Text | undefined): Text {
  const pieces: Text[] = [];
  let end = 0;
  for (const { index, 0: whole, 1: name = "" } of text.flat.matchAll(/\$\{([^{}"'\n]+)\}/g)) {
    const isHole = text.holes.some((hole) => index < hole.end && hole.start < index + whole.length);
    const place = text.placeAt(index);
    const instead = isHole
      ? undefined
      : name.startsWith("!")
        ? textFrom(place, `\${${name.slice(1)}}`)
        : filled(name.trim(), place);
    if (instead === undefined) continue;
    pieces.push(slice(text, end, index), instead);
    end = index + whole.length;
  }
  return end === 0 ? text : concat([...pieces, slice(text, end, text.flat.length)]);
}

function join(value: Node, place: Place): Node | undefined {
  const [separator, list] = value.kind === "list" ? value.items : [];
  const between = separator === undefined ? undefined : textOf(separator);
  if (between === undefined || list?.kind !== "list") return undefined;
  const texts = list.items.map((item) => textOf(evaluate(item)) ?? holeText(nameOf("Fn::Join", item), item.place));
  return {
    kind: "text",
    place,
    text: concat([textFrom(place, ""), ...texts.flatMap((text, index) => (index === 0 ? [text] : [between, text]))]),
  };
}

/** Of two that are more than a text the first: both are as the template is deployed somewhere. */
function either(value: Node): Node | undefined {
  const [, first] = value.kind === "list" ? value.items : [];
  const chosen = first === undefined ? undefined : evaluate(first);
  return chosen === undefined || chosen.kind === "scalar" || textOf(chosen) !== undefined ? undefined : chosen;
}

/** What a hole is called: the parameter, `Resource.Attribute`, or the function with what it is about. */
function nameOf(key: string, value: Node): string {
  const words = value.kind === "list" ? value.items.map(literal) : [literal(value)];
  const known = words.filter((word) => word !== undefined).join(".");
  const name = key === "Ref" || key === "Fn::GetAtt" ? known : `${key.slice("Fn::".length)}.${known}`;
  return name.replaceAll(/[^\w.:/-]+/g, "-").replace(/[.-]+$/, "") || key;
}
