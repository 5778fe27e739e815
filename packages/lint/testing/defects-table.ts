import { checkPairs, hasDefects, table } from "./defects.ts";
import { EXPECTATIONS, NOTES } from "./expectations.ts";

if (!hasDefects) throw new Error("../shared/definitions/defects is not there: nothing to check");
process.stdout.write(table(await checkPairs(EXPECTATIONS, NOTES)));
