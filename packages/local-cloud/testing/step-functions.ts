import { rehearsalClock } from "@alpha-engine/asl";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

import type { CloudEvent, LocalCloudOptions } from "../src/index.ts";
import { startTestCloud, type TestCloud, until } from "./cloud.ts";

export const ROLE = "arn:aws:iam::000000000000:role/made-up";
const FUNCTIONS = `
  export const twice = async ({ n }) => ({ twice: 2 * n });
  export const same = async (event) => event;
  export const broken = async () => { throw new RangeError("too far"); };
`;
const module = `data:text/javascript,${encodeURIComponent(FUNCTIONS)}`;

/** A cloud with the words for its Step Functions. */
export interface StepFunctionsRig extends AsyncDisposable {
  readonly cloud: TestCloud;
  readonly sfn: SFNClient;
  readonly events: readonly CloudEvent[];
  clientConfig(): ClientConfig;
  /** Makes a state machine of these states; the answer is its ARN. */
  create(states: object, more?: object, type?: "STANDARD" | "EXPRESS"): Promise<string>;
  start(states: object, input?: object, more?: object): Promise<string>;
  end(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  run(states: object, input?: object, more?: object): Promise<DescribeExecutionCommandOutput>;
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export async function startStepFunctions(more: Partial<LocalCloudOptions> = {}): Promise<StepFunctionsRig> {
  const clock = rehearsalClock();
  const cloud = await startTestCloud({
    clock,
    ...more,
    functions: {
      twice: { module, handler: "twice" },
      same: { module, handler: "same" },
      broken: { module, handler: "broken" },
    },
  });
  const { environment, region, endpoint } = cloud.cloud;
  const events: CloudEvent[] = [];
  cloud.cloud.subscribe((event) => events.push(event));
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  const sfn = new SFNClient({ ...config, disableHostPrefix: true });
  let count = 0;
  const create: StepFunctionsRig["create"] = async (states, more = {}, type = "STANDARD") => {
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });
    const { stateMachineArn = "" } = await sfn.send(
      new CreateStateMachineCommand({ name: `machine-${++count}`, definition, roleArn: ROLE, type }),
    );
    return stateMachineArn;
  };
  const start: StepFunctionsRig["start"] = async (states, input = {}, more = {}) => {
    const stateMachineArn = await create(states, more);
    const { executionArn = "" } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  };
  const end: StepFunctionsRig["end"] = async (executionArn) => {
    let described: DescribeExecutionCommandOutput | undefined;
    await until(async () => {
      described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return described.status !== "RUNNING";
    });
    if (described === undefined) throw new Error("not described");
    return described;
  };
  return {
    cloud,
    sfn,
    events,
    clientConfig: () => config,
    create,
    start,
    end,
    run: async (states, input, more) => await end(await start(states, input, more)),
    [Symbol.asyncDispose]: async () => {
      sfn.destroy();
      await cloud[Symbol.asyncDispose]();
    },
  };
}
