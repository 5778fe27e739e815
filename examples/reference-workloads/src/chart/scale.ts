/** From a value to a place on the canvas. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
}

type Interval = readonly [number, number];

export function linearScale(domain: Interval, range: Interval): Scale {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return Object.assign((value: number) => range[0] + (value - domain[0]) * slope, { domain });
}

export function logScale(domain: Interval, range: Interval): Scale {
  const linear = linearScale([Math.log(domain[0]), Math.log(domain[1])], range);
  return Object.assign((value: number) => linear(Math.log(value)), { domain });
}

/** `2008-07-01` is about 2008.5, `2008` is 2008. */
export function decimalYear(text: string): number {
  const year = Number(text.slice(0, 4));
  if (text.length === 4) return year;
  const start = Date.UTC(year, 0, 1);
  return year + (Date.parse(text) - start) / (Date.UTC(year + 1, 0, 1) - start);
}
