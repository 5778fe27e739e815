import { expect, test } from "vitest";

import { newestNotes } from "./write-assets.ts";

test("the notes of a release are what its CHANGELOG says of this version and of no other", () => {
  const changelog = "# a\n\nIntroduction.\n\n## 1.1.0\n\n### Minor Changes\n\n- New.\n\n## 1.0.0\n\n- Old.\n";
  expect(newestNotes(changelog, "1.1.0")).toBe("### Minor Changes\n\n- New.\n");
  expect(newestNotes(changelog, "1.0.0")).toBe("- Old.\n");
  expect(newestNotes(changelog, "2.0.0")).toBe("\n");
});
