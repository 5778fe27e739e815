import { expect, test } from "vitest";

import { decimate } from "./decimate.ts";
import { lineChart } from "./line-chart.ts";
import { decimalYear } from "./scale.ts";
import { formatTick, linearTicks, logTicks, yearTicks } from "./ticks.ts";

const chart = {
  title: "Profit & <loss>",
  x: ["2000", "2001", "2002"],
  yLabel: "worth",
  lines: [
    { name: "others", values: [1, 2, 3], weight: "faint" as const },
    { name: "others", values: [1, 3, 4], weight: "faint" as const },
    { name: "chosen", values: [1, Number.NaN, 5], dots: true },
  ],
};

test("a chart has its title, label, years and one legend entry per name, with markup escaped", () => {
  const svg = lineChart(chart);
  expect(svg).toContain("Profit &amp; &lt;loss&gt;");
  expect(svg).not.toContain("<loss>");
  for (const text of ["worth", "2000", "2001", "2002", "chosen"]) expect(svg).toContain(`>${text}<`);
  expect(svg.split(">others<")).toHaveLength(2);
});

test("a value that is not there breaks the line and never reaches the document", () => {
  const svg = lineChart(chart);
  expect(svg).not.toContain("NaN");
  expect(svg).toContain("<circle");
  expect(svg.split("<circle")).toHaveLength(3);
});

test("the same input gives the same bytes", () => {
  expect(lineChart(chart)).toBe(lineChart(chart));
});

test("nothing to draw, and a line that never moves, are drawn all the same", () => {
  for (const values of [[], [0, 0, 0], [7, 7, 7], [Number.NaN]]) {
    expect(lineChart({ ...chart, lines: [{ name: "flat", values }] })).not.toContain("NaN");
  }
});

test("names that do not fit beside each other go into another row, and the plot makes room", () => {
  const lines = Array.from({ length: 9 }, (_, at) => ({ name: `a name of some length ${at}`, values: [1, 2, 3] }));
  const svg = lineChart({ ...chart, lines, levels: [{ name: "limit", value: 2 }] });
  const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)">(?:a name|limit)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(new Set(places.map(([, y]) => y)).size).toBeGreaterThan(1);
  expect(new Set(places.map(String)).size).toBe(10);
  expect(Math.max(...places.map(([x = 0]) => x))).toBeLessThan(900);
  expect(svg).toContain('stroke-dasharray="6 4"');
});

test("thinning a long line keeps its highest and lowest values", () => {
  const xs = Array.from({ length: 5000 }, (_, index) => index);
  const values = xs.map((x) => (x === 1234 ? 99 : x === 4321 ? -99 : Math.sin(x)));
  const points = decimate(xs, values, 100);
  expect(points.length).toBeLessThanOrEqual(200);
  expect(points).toContainEqual([1234, 99]);
  expect(points).toContainEqual([4321, -99]);
  expect(points.map(([x]) => x)).toEqual(points.map(([x]) => x).toSorted((a, b) => a - b));
});

test("ticks are round and within the interval", () => {
  expect(linearTicks([0.43, 0.6])).toEqual([0.45, 0.5, 0.55, 0.6].map((tick) => expect.closeTo(tick, 12)));
  expect(logTicks([1, 40])).toEqual([1, 2, 5, 10, 20]);
  expect(yearTicks([2000, 2020.3])).toEqual([2000, 2002, 2004, 2006, 2008, 2010, 2012, 2014, 2016, 2018, 2020]);
  expect([formatTick(4e-14), formatTick(0.1 + 0.2), formatTick(1500)]).toEqual(["4e-14", "0.3", "1500"]);
});

test("days lie within their year", () => {
  expect(decimalYear("2001")).toBe(2001);
  expect(decimalYear("2001-01-01")).toBe(2001);
  expect(decimalYear("2001-07-02")).toBeCloseTo(2001.5, 2);
});
