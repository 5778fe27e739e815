import type { Graph } from "./circles.ts";

/** An import that crosses from one room of a package to another. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
}

/**
 * Which room of a package uses which. A room is a folder directly in `src`, or a file there: not `index.ts` and the
 * `bin.ts` of a command, which only gather what the rooms hold.
 */
export function folderGraph(files: Graph): Graph {
  const rooms = new Map<string, Set<string>>();
  for (const { from, to } of crossings(files)) {
    rooms.set(roomOf(from), (rooms.get(roomOf(from)) ?? new Set()).add(roomOf(to)));
  }
  return rooms;
}

/** Every import between rooms, file by file. */
export function crossings(files: Graph): readonly Crossing[] {
  return [...files].flatMap(([from, used]) =>
    [...used].filter((to) => roomOf(from) !== roomOf(to) && !isDoor(from) && !isDoor(to)).map((to) => ({ from, to })),
  );
}

export function roomOf(file: string): string {
  return file.includes("/") ? `${file.split("/")[0] ?? ""}/` : file;
}

function isDoor(file: string): boolean {
  return file === "index.ts" || /^(?:[\w-]+-)?bin\.ts$/.test(file);
}
