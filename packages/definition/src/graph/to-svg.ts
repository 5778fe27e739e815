import { readDefinition } from "../read/read-definition.ts";
import type { Edge, Scope, StateNode } from "../tree/tree.ts";
import { type Drawn, layered, type Slot } from "./layers.ts";
import { labelOf, SHAPES } from "./looks.ts";

const CHARACTER = 6.7;
const HEIGHT = 30;
const BETWEEN = 54;
const MARGIN = 20;
const TITLE = 22;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/**
 * A definition as one SVG picture in layers from top to bottom; branches and Map processors lie inside their states.
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { toSvg } from "@alpha-engine/definition";
 *
 * const definition = { StartAt: "Work", States: { Work: { Type: "Pass", Next: "Done" }, Done: { Type: "Succeed" } } };
 * writeFileSync("graph.svg", toSvg(definition));
 * ```
 */
export function toSvg(definition: string | object): string {
  const { tree } = readDefinition(definition);
  const { width, height, body } = drawScope(tree.root);
  const size = `width="${Math.ceil(width + 2 * MARGIN)}" height="${Math.ceil(height + 2 * MARGIN)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${-MARGIN} ${-MARGIN} ${Math.ceil(width + 2 * MARGIN)} ${Math.ceil(height + 2 * MARGIN)}" font-family="sans-serif" font-size="12">
<style>.e{fill:none;stroke:#64748b}.c{stroke:#b91c1c;stroke-dasharray:4 3}.l{font-size:10px;fill:#475569;paint-order:stroke;stroke:#fff;stroke-width:3px}.n{font-size:10px;fill:#b91c1c}</style>
<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#64748b"/></marker></defs>
<rect x="${-MARGIN}" y="${-MARGIN}" width="100%" height="100%" fill="#fff"/>
${body}</svg>
`;
}

function drawScope(scope: Scope): Picture {
  const inner = new Map<StateNode, readonly Picture[]>(
    [...scope.states.values()].map((state) => [state, state.inner.map(drawScope)]),
  );
  const names = new Map<StateNode, readonly Edge[]>();
  const { layers, drawn, named } = layered(scope, (state) => sizeOf(state, inner.get(state) ?? []));
  for (const edge of named) names.set(edge.from, [...(names.get(edge.from) ?? []), edge]);
  const tops: number[] = [];
  let y = 0;
  const place = new Map<Slot, number>();
  for (const layer of layers) {
    const tall = Math.max(0, ...layer.map(({ height }) => height));
    tops.push(y);
    for (const slot of layer) place.set(slot, y + tall / 2);
    y += tall + BETWEEN;
  }
  const states = layers.flat().flatMap((slot) =>
    slot.state === undefined
      ? []
      : [
          drawState(slot, slot.state, {
            y: place.get(slot) ?? 0,
            inner: inner.get(slot.state) ?? [],
            named: names.get(slot.state) ?? [],
          }),
        ],
  );
  const width = Math.max(0, ...layers.flat().map((slot) => slot.x + slot.width / 2 + slot.beside));
  return {
    width,
    height: Math.max(0, y - BETWEEN),
    body: [...drawn.map((one) => drawEdge(one, place)), ...states].join(""),
  };
}

function sizeOf({ name }: StateNode, inner: readonly Picture[]): { readonly width: number; readonly height: number } {
  const own = name.length * CHARACTER + 24;
  if (inner.length === 0) return { width: own, height: HEIGHT };
  const width = inner.reduce((sum, picture) => sum + picture.width + MARGIN, MARGIN);
  return { width: Math.max(own, width), height: TITLE + 2 * MARGIN + Math.max(...inner.map(({ height }) => height)) };
}

interface Drawing {
  readonly y: number;
  readonly inner: readonly Picture[];
  /** The edges that are written beside it. */
  readonly named: readonly Edge[];
}

function drawState({ x, width, height }: Slot, { name, type }: StateNode, { y, inner, named }: Drawing): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const { fill } = SHAPES[type] ?? { fill: "#fff" };
  const stroke = type === "Fail" ? "#b91c1c" : "#475569";
  const round = type === "Choice" ? 15 : type === "Pass" || type === "Wait" ? 0 : 6;
  const dash = type === "Wait" ? ' stroke-dasharray="3 2"' : "";
  let offset = left + MARGIN;
  const parts = inner.map((picture) => {
    const part = `<g transform="translate(${fixed(offset)} ${fixed(top + TITLE + MARGIN)})">${picture.body}</g>`;
    offset += picture.width + MARGIN;
    return part;
  });
  const leads = groupNames(named).map(
    (text, index) =>
      `<text class="n" x="${fixed(x + width / 2 + 4)}" y="${fixed(y - 4 + index * 12)}">${escaped(text)}</text>`,
  );
  const title = `<text x="${fixed(x)}" y="${fixed(inner.length === 0 ? y + 4 : top + 16)}" text-anchor="middle">${escaped(name)}</text>`;
  return `<g><rect x="${fixed(left)}" y="${fixed(top)}" width="${fixed(width)}" height="${fixed(height)}" rx="${round}" fill="${inner.length === 0 ? fill : "#faf5ff"}" stroke="${stroke}"${dash}/>${title}${parts.join("")}${leads.join("")}</g>\n`;
}

/** `else → HandleFailure`, each target once. */
function groupNames(edges: readonly Edge[]): readonly string[] {
  const targets = [...new Set(edges.map(({ to }) => to.name))];
  return targets.map((target) => {
    const labels = [...new Set(edges.filter(({ to }) => to.name === target).map(labelOf))].filter(Boolean).join(", ");
    return `${labels.length > 22 ? `${labels.slice(0, 20)}…` : labels} → ${target}`;
  });
}

function drawEdge({ edges, slots, isBack }: Drawn, place: ReadonlyMap<Slot, number>): string {
  const points = slots.map((slot, index) => {
    const middle = place.get(slot) ?? 0;
    const end = slot.state === undefined ? 0 : slot.height / 2;
    const isLast = index === slots.length - 1;
    return {
      x: slot.x,
      y: index === 0 ? middle + (isBack ? -end : end) : isLast ? middle + (isBack ? end : -end) : middle,
    };
  });
  const [first] = points;
  if (first === undefined) return "";
  let path = `M${fixed(first.x)} ${fixed(first.y)}`;
  points.slice(1).forEach(({ x, y }, index) => {
    const before = points[index] ?? first;
    const half = (before.y + y) / 2;
    const bow = isBack ? 24 : 0;
    path += `C${fixed(before.x + bow)} ${fixed(half)} ${fixed(x + bow)} ${fixed(half)} ${fixed(x)} ${fixed(y)}`;
  });
  const label = [...new Set(edges.map(labelOf))].filter(Boolean).join(" | ");
  const next = points[1] ?? first;
  // The labels of one state's edges stand at different heights.
  const along = 0.28 + 0.2 * ((edges[0]?.index ?? 0) % 3);
  const text =
    label === ""
      ? ""
      : `<text class="l" x="${fixed(first.x + (next.x - first.x) * along + 4)}" y="${fixed(first.y + (next.y - first.y) * along + 4)}">${escaped(label.length > 34 ? `${label.slice(0, 32)}…` : label)}</text>`;
  return `<path class="e${edges[0]?.kind === "catch" ? " c" : ""}" d="${path}" marker-end="url(#a)"/>${text}\n`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
