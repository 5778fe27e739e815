import { bare, type Noted, object, objectOrNothing } from "../noted.ts";
import { type CheckoutsNoted, filesNoted } from "./checkouts.ts";
import type { Expected } from "./expected.ts";
import { standInText } from "./stand-in-files.ts";
import type { Storage } from "./storage.ts";
import { statesText } from "./things.ts";

/** What the machines boot: sh is bash, as on Amazon Linux, which most definitions are written for. */
export const IMAGE = "ami-box";

/** The images of boxes and of what is launched. */
export function imagesNoted(
  hasBoxes: boolean,
  { images }: Storage,
  { programs }: Expected,
  { checkouts, repositories, files }: CheckoutsNoted,
): Noted | undefined {
  const there = filesNoted(files).value as ReadonlyMap<string, Noted>;
  const missing = programs.entries.map(
    ([name, { states }]) =>
      [
        `/usr/local/sbin/${name}`,
        object(
          [
            ["content", bare(standInText(name))],
            ["mode", bare("0755")],
          ],
          `TODO, there is no ${name} on this machine; for ${statesText(states)}`,
        ),
      ] as const,
  );
  const box = object([
    ["sh", bare("bash")],
    ["checkouts", checkouts],
    ["repositories", repositories],
    ["files", objectOrNothing([...there, ...missing])],
  ]);
  const named = images.entries.map(
    ([name, { states }]) => [name, object([["sh", bare("bash")]], statesText(states))] as const,
  );
  return objectOrNothing([...(hasBoxes ? [[IMAGE, box] as const] : []), ...named]);
}
