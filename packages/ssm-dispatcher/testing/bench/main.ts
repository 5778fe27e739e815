import { cpus } from "node:os";
import { parseArgs } from "node:util";

import { fanOut } from "./fan-out.ts";
import { latency } from "./latency.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "10" }, instances: { type: "string", default: "50" } },
});
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
  AWS_EC2_METADATA_DISABLED: "true",
});
const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.versions.node}`;
process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${machine}, ${values.rounds} rounds\n\n`);
process.stdout.write(`${await latency(Number(values.rounds))}\n`);
process.stdout.write(await fanOut(Number(values.instances)));
