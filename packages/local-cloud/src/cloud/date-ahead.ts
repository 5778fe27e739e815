const RealDate = globalThis.Date;

/** `Date` as it is so many milliseconds ahead; a time that is said stays what it is. */
export function dateAhead(aheadMs: number): DateConstructor {
  if (aheadMs === 0) return RealDate;
  const now = (): number => RealDate.now() + aheadMs;
  return new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, key, receiver) => (key === "now" ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}
