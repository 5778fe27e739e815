import { readFileSync } from "node:fs";
import { join } from "node:path";

import { circles } from "./circles/circles.ts";
import { fileGraph } from "./circles/file-graph.ts";
import { type Crossing, crossings, folderGraph, roomOf } from "./circles/folder-graph.ts";
import { type HousePackage, ROOT, sourceFiles } from "./packages.ts";
import { readSource, type Source } from "./source/read-source.ts";

export const LONGEST_FUNCTION = 80; // lines
export const MOST_PARAMETERS = 4;

/** A function that is too long or takes too much. */
export interface BadFunction {
  /** `packages/asl/src/parse.ts:12` */
  readonly where: string;
  readonly name: string;
  readonly lines: number;
  readonly parameters: number;
}

export interface FolderCircle {
  readonly rooms: readonly string[];
  readonly imports: readonly Crossing[];
}

/** What the source of one package looks like; tests do not count. */
export interface Survey {
  readonly package: HousePackage;
  readonly sources: ReadonlyMap<string, Source>;
  readonly longFunctions: readonly BadFunction[];
  readonly manyParameters: readonly BadFunction[];
  readonly fileCircles: readonly (readonly string[])[];
  readonly folderCircles: readonly FolderCircle[];
}

export function surveyPackage(housePackage: HousePackage, root = ROOT): Survey {
  const src = join(root, housePackage.folder, "src");
  const sources = new Map(
    sourceFiles(housePackage, root).map((file) => [file, readSource(file, readFileSync(join(src, file), "utf8"))]),
  );
  const files = fileGraph(sources);
  const functions = [...sources].flatMap(([file, source]) =>
    source.functions.map(({ line, ...shape }) => ({ where: `${housePackage.folder}/src/${file}:${line}`, ...shape })),
  );
  return {
    package: housePackage,
    sources,
    longFunctions: functions.filter(({ lines }) => lines > LONGEST_FUNCTION),
    manyParameters: functions.filter(({ parameters }) => parameters > MOST_PARAMETERS),
    fileCircles: circles(files),
    folderCircles: circles(folderGraph(files)).map((rooms) => ({
      rooms,
      imports: crossings(files).filter(({ from, to }) => rooms.includes(roomOf(from)) && rooms.includes(roomOf(to))),
    })),
  };
}
