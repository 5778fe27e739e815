import { expect, test } from "vitest";

import { findExamplesInSource } from "./find-in-source.ts";

const SOURCE = `import { nothing } from "nowhere";

/**
 * Doubles.
 * @example
 * \`\`\`ts example
 * console.log(double(2) /* four *\\/);
 * if (true)
 *   console.log("indented");
 * \`\`\`
 * \`\`\`text output
 * 4
 * indented
 * \`\`\`
 */
export const double = (n: number): number => n * 2;

// \`\`\`ts example
/* \`\`\`ts example */
export const text = "/** \`\`\`ts example";

  /**
   * \`\`\`ts example cloud
   * await call();
   * \`\`\`
   */
`;

test("examples are found in TSDoc, without the stars, with their lines in the file, and nowhere else", () => {
  expect(findExamplesInSource("double.ts", SOURCE)).toEqual([
    {
      kind: "ts",
      text: 'console.log(double(2) /* four */);\nif (true)\n  console.log("indented");\n',
      line: 6,
      cloud: false,
      files: {},
      output: "4\nindented\n",
    },
    { kind: "ts", text: "await call();\n", line: 23, cloud: true, files: {} },
  ]);
});
