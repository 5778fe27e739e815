import type { Survey } from "../survey.ts";
import { notBuiltFirst } from "./build-order.ts";
import { dependenciesUpwards, examplesKnown, importsPastExports, importsUpwards, withoutFloor } from "./floors.ts";
import { notQuoted } from "./numbers.ts";
import { commonNames, fileCircles, folderCircles, longFunctions, manyParameters } from "./rooms.ts";

/** What is forbidden in this house; each says every place where it is done nevertheless. */
export const RULES = {
  "no package without a floor": withoutFloor,
  "no dependency upwards or sideways": dependenciesUpwards,
  "no import upwards or sideways, not even of a type": importsUpwards,
  "no import past what a package exports": importsPastExports,
  "no example known to what is published": examplesKnown,
  "no function above 80 lines": longFunctions,
  "no function with five positional parameters": manyParameters,
  "no circle of files": fileCircles,
  "no circle of folders": folderCircles,
  "no package that is not built before the examples are run": notBuiltFirst,
  "no package whose numbers the README does not quote": notQuoted,
  "no package named for being common": commonNames,
} as const satisfies Readonly<Record<string, (surveys: readonly Survey[]) => readonly string[]>>;
