// Preloaded into a process (`node --import`): its clock begins at $CLOCK and is a minute further each time it is asked.
const Real = Date;
const start = Real.parse(process.env.CLOCK);
let asked = 0;
const now = () => start + asked++ * 60_000;

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }
  static now() {
    return now();
  }
};
