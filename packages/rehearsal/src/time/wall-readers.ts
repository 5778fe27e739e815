/** What asks this machine's own clock, past the `date` that says the cloud's time; file times are this machine's too. */
const READERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["python", /(?:^|[\s;&|(/])python(?:3(?:\.\d+)?)?(?=[\s;]|$)/m],
  ["node", /(?:^|[\s;&|(/])node(?=[\s;]|$)/m],
  ["perl", /(?:^|[\s;&|(/])perl(?=[\s;]|$)/m],
  ["ruby", /(?:^|[\s;&|(/])ruby(?=[\s;]|$)/m],
  ["$EPOCHSECONDS", /\$\{?EPOCH(?:SECONDS|REALTIME)\b/],
  ["printf %(…)T", /printf[^\n]*%\([^)\n]*\)T/],
  ["file times (stat)", /(?:^|[\s;&|(/])stat\s[^\n]*%[WXYZwxyz]/m],
  ["file times (find)", /(?:^|[\s;&|(/])find\s[^\n]*-(?:[acm](?:min|time)|newer)/m],
  ["file times (date -r)", /(?:^|[\s;&|(/])date\s[^\n]*(?:-r\b|--reference)/m],
];

/** What a script names that may read this machine's clock where it means the cloud's. */
export function wallReaders(script: string): readonly string[] {
  return READERS.filter(([, pattern]) => pattern.test(script)).map(([name]) => name);
}
