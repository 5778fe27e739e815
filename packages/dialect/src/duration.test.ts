import { describe, expect, test } from "vitest";

import { type Duration, toMilliseconds, toSeconds } from "./duration.ts";

describe("a duration", () => {
  test.each<[Duration, number]>([
    [90, 90],
    [0, 0],
    [0.25, 0.25],
    ["500ms", 0.5],
    ["90s", 90],
    ["5m", 300],
    ["1.5h", 5400],
    ["2d", 172_800],
  ])("%j is %d seconds", (duration, seconds) => {
    expect(toSeconds(duration)).toBe(seconds);
  });

  test("is rounded to whole milliseconds", () => {
    expect(toMilliseconds(0.0304)).toBe(30);
    expect(toMilliseconds("1.5s")).toBe(1500);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, "", "soon", "5 m", "-5m", "1e3s", "5M", null, undefined, {}])(
    "%j is refused with the option's name, what was expected and what came",
    (given) => {
      expect(() => toSeconds(given as Duration, "pollInterval")).toThrow(
        expect.objectContaining({
          code: "BAD_DURATION",
          message: expect.stringMatching(/^pollInterval: expected seconds or a text such as "90s".*, got /) as unknown,
          hint: expect.any(String) as unknown,
        }),
      );
    },
  );
});
