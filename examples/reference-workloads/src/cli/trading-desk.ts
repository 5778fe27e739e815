import { createProgram, ExitError, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { placeFromEnvironment } from "../desk/place.ts";
import { isTradingDay } from "../desk/trading-day.ts";
import { capturePostMarket, captureSnapshot, planOrders, reconcile } from "../desk/work.ts";

/** A code of its own: a day off is no failure, and no failure may look like one. */
const MARKET_CLOSED = 10;
const EPILOGUE = `Everything lies in reports/<run date>/ of $S3_BUCKET; the day is $RUN_DATE.
Exit codes: 0 done; ${MARKET_CLOSED} the exchange is closed (trading-day); 1 failed, one line says why; 2 usage.`;

/** `trading-desk trading-day | post-market | plan | snapshot | reconcile`: the reference for what runs on the trading box. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "trading-desk", epilogue: EPILOGUE });
  program
    .command("trading-day")
    .description("whether the exchange is open on the day")
    .action(() => {
      const { runDate } = placeFromEnvironment();
      const open = isTradingDay(runDate);
      process.stdout.write(`${runDate}: ${open ? "trading day" : "market closed"}\n`);
      throw new ExitError(open ? 0 : MARKET_CLOSED);
    });
  const commands = [
    ["post-market", "keep the day's close", capturePostMarket],
    ["plan", "turn the predictions into orders", planOrders],
    ["snapshot", "keep the positions", captureSnapshot],
    ["reconcile", "value the positions at the close", reconcile],
  ] as const;
  for (const [name, description, work] of commands)
    program
      .command(name)
      .description(description)
      .action(async () => {
        process.stdout.write(`${await work(placeFromEnvironment())}\n`);
      });
  await runProgram(program, argv);
}
