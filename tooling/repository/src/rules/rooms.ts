import { type BadFunction, LONGEST_FUNCTION, MOST_PARAMETERS, type Survey } from "../survey.ts";

export function longFunctions(surveys: readonly Survey[]): readonly string[] {
  return surveys.flatMap((survey) =>
    survey.longFunctions.map((bad) => `${where(bad)} has ${bad.lines} lines, more than ${LONGEST_FUNCTION}`),
  );
}

export function manyParameters(surveys: readonly Survey[]): readonly string[] {
  return surveys.flatMap((survey) =>
    survey.manyParameters.map(
      (bad) => `${where(bad)} takes ${bad.parameters} parameters, more than ${MOST_PARAMETERS}`,
    ),
  );
}

export function fileCircles(surveys: readonly Survey[]): readonly string[] {
  return surveys.flatMap((survey) =>
    survey.fileCircles.map((files) => `${survey.package.folder}: a circle of files: ${files.join(", ")}`),
  );
}

export function folderCircles(surveys: readonly Survey[]): readonly string[] {
  return surveys.flatMap((survey) =>
    survey.folderCircles.map(({ rooms, imports }) => {
      const proof = imports.map(({ from, to }) => `\n    ${from} → ${to}`).join("");
      return `${survey.package.folder}: a circle of folders: ${rooms.join(", ")}${proof}`;
    }),
  );
}

/** A package is named for what it does. */
export function commonNames(surveys: readonly Survey[]): readonly string[] {
  return surveys
    .filter(({ package: { name } }) => /^(?:common|core|shared|utils?|helpers?|misc)$/.test(name))
    .map(({ package: { folder } }) => `${folder} is named for nothing that it does`);
}

function where({ where: at, name }: BadFunction): string {
  return `${at} ${name === "" ? "a function" : name}`;
}
