/** `90`, `30s`, `5min`, `1h 30min`, `500ms` as seconds; `undefined` when it is none (systemd.time, 252, 2022). */
export function readTimeSpan(text: string): number | undefined {
  if (text === "infinity") return Infinity;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/gi)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) return undefined;
  let seconds = 0;
  for (const [, number, unit = ""] of parts) {
    const factor = UNITS.find(([names]) => names.includes(unit))?.[1];
    if (factor === undefined) return undefined;
    seconds += Number(number) * factor;
  }
  return seconds;
}

const UNITS: readonly (readonly [names: readonly string[], seconds: number])[] = [
  [["", "s", "sec", "second", "seconds"], 1],
  [["ms", "msec"], 0.001],
  [["us", "usec"], 0.000_001],
  [["m", "min", "minute", "minutes"], 60],
  [["h", "hr", "hour", "hours"], 3600],
  [["d", "day", "days"], 86_400],
  [["w", "week", "weeks"], 604_800],
];
