/** Takes a value and answers a figure of the last `days` values, or undefined until there are so many. */
type Sliding = (value: number) => number | undefined;

/** Mean, by adding what comes and taking away what goes. */
export function slidingMean(days: number): Sliding {
  const window: number[] = [];
  let total = 0;
  return (value) => {
    window.push(value);
    total += value;
    if (window.length > days) total -= window.shift() as number;
    return window.length < days ? undefined : total / days;
  };
}

/** Sample deviation, by Welford's update with the oldest value taken out again. */
export function slidingDeviation(days: number): Sliding {
  const window: number[] = [];
  let mean = 0;
  let squares = 0;
  return (value) => {
    if (window.length === days) {
      const gone = window.shift() as number;
      const before = mean;
      mean -= (gone - mean) / (days - 1);
      squares -= (gone - before) * (gone - mean);
    }
    window.push(value);
    const before = mean;
    mean += (value - mean) / window.length;
    squares += (value - before) * (value - mean);
    return window.length < days ? undefined : Math.sqrt(Math.max(squares, 0) / (days - 1));
  };
}
