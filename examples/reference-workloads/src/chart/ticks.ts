type Interval = readonly [number, number];

/** Three to eight round numbers within the interval. */
export function linearTicks([low, high]: Interval): readonly number[] {
  const rough = (high - low) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  // A tick that rounding puts a hair outside is still the end of the interval.
  const slack = step * 1e-9;
  for (let index = Math.ceil((low - slack) / step); index * step <= high + slack; index++) ticks.push(index * step);
  return ticks;
}

/** 1, 2 and 5 of each decade within the interval; plain steps where those are fewer than three. */
export function logTicks([low, high]: Interval): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(...[1, 2, 5].map((factor) => factor * 10 ** power));
  }
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  return inside.length < 3 ? linearTicks([low, high]) : inside;
}

/** Whole years, at most a dozen. */
export function yearTicks([first, last]: Interval): readonly number[] {
  const step = [1, 2, 5, 10, 20, 50].find((years) => (last - first) / years <= 12) ?? 100;
  const ticks: number[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) ticks.push(year);
  return ticks;
}

export function formatTick(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? rounded.toExponential().replace("e+", "e") : String(rounded);
}
