/** When a rule fires: the first time after `time`, in milliseconds since 1970; `undefined` for never again. */
export interface Schedule {
  /** @param since When the rule was put or enabled, from which a rate counts. */
  nextAfter(time: number, since: number): number | undefined;
}
