import type { SimulatedClock } from "./clock.ts";
import { serviceError } from "./fault.ts";
import { type Machine, stateOf } from "./machine.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { SimulatedS3 } from "./s3.ts";

type Input = Readonly<Record<string, unknown>>;

export interface Command {
  readonly id: string;
  readonly script: string;
  readonly machine: Machine;
  readonly knownAt: number;
  readonly endsAt: number;
  readonly exitCode: number;
  readonly executionTimeout: number;
  readonly stdout: string;
  /** The last word on it, once there is one; the agent's own, or SSM's when the agent is gone. */
  over: { readonly status: string; readonly details: string; readonly code: number; readonly at: number } | undefined;
  /** It came to an end of its own. */
  ended: boolean;
  /** By the shutdown of its instance, of which the agent still told. */
  gasped: boolean;
}

export interface SimulatedSsm {
  readonly commands: Command[];
  call(operation: string, input: Input): unknown;
}

const UNDELIVERABLE_MS = 35_000;
const INLINE = 24_000;

/** RunCommand: a command that is not known yet, words that come late or never from an instance that died. */
export function simulatedSsm(
  plan: Plan,
  random: Random,
  machines: readonly Machine[],
  s3: SimulatedS3,
  clock: SimulatedClock,
): SimulatedSsm {
  const commands: Command[] = [];
  const isOnline = ({ onlineAt, diedAt }: Machine): boolean =>
    onlineAt !== undefined && clock.now() >= onlineAt && (diedAt === undefined || clock.now() < diedAt);

  function send(input: Input): unknown {
    const [id = ""] = input["InstanceIds"] as readonly string[];
    const machine = machines.find((one) => one.id === id);
    if (machine === undefined || !isOnline(machine)) throw serviceError("InvalidInstanceId");
    const { executionTimeout = [] } = input["Parameters"] as Readonly<Record<string, readonly string[]>>;
    const script = String(input["Comment"]).split(": ")[1] ?? "";
    const fate = plan.scripts(script, machine.attempt);
    const now = clock.now();
    const limit = Number(executionTimeout[0]);
    const command: Command = {
      id: `command-${commands.length + 1}`,
      script,
      machine,
      knownAt: now + random.between(0, 3000),
      endsAt: now + Math.min(fate.seconds, limit) * 1000,
      exitCode: fate.exitCode,
      executionTimeout: limit,
      stdout: `${script} of attempt ${machine.attempt}\n${"x".repeat(fate.printed)}\n`,
      over: undefined,
      ended: false,
      gasped: false,
    };
    commands.push(command);
    if (plan.hasLastGasp) {
      machine.lastGasp = () => {
        if (command.over !== undefined) return;
        command.ended = true;
        command.gasped = true;
        command.over = { status: "Failed", details: "Failed", code: 143, at: clock.now() };
      };
    }
    clock.at(command.endsAt, () => finish(command, fate.seconds > limit, input));
    return { Command: { CommandId: command.id } };
  }

  function finish(command: Command, isTooLong: boolean, input: Input): void {
    const { machine, exitCode, stdout } = command;
    if (command.over !== undefined || (machine.diedAt !== undefined && machine.diedAt <= clock.now())) return;
    command.ended = true;
    const at = clock.now();
    if (isTooLong) command.over = { status: "TimedOut", details: "ExecutionTimedOut", code: -1, at };
    // The agent calls every 137 a time-out (agent source, GetStatus).
    else if (exitCode === 137) command.over = { status: "TimedOut", details: "TimedOut", code: 137, at };
    else if (exitCode === 0) command.over = { status: "Success", details: "Success", code: 0, at };
    else command.over = { status: "Failed", details: "Failed", code: exitCode, at };
    const prefix = `${String(input["OutputS3KeyPrefix"])}/${command.id}/${machine.id}/awsrunShellScript/0.awsrunShellScript`;
    s3.objects.set(`${prefix}/stdout`, stdout);
    s3.objects.set(`${prefix}/stderr`, "");
  }

  /** What SSM makes of a command whose instance is gone: one of the two shapes that were seen. */
  function lastWords(command: Command): Command["over"] {
    const { machine, executionTimeout, endsAt } = command;
    if (command.over !== undefined || machine.diedAt === undefined) return command.over;
    const now = clock.now();
    if (plan.shape === "undeliverable") {
      const at = machine.diedAt + UNDELIVERABLE_MS;
      return now >= at ? { status: "Failed", details: "Undeliverable", code: -1, at } : undefined;
    }
    const at = endsAt + (executionTimeout + 60) * 1000;
    return now >= at ? { status: "TimedOut", details: "DeliveryTimedOut", code: -1, at } : undefined;
  }

  function look(input: Input): unknown {
    const command = commands.find(({ id }) => id === input["CommandId"]);
    if (command === undefined || clock.now() < command.knownAt) throw serviceError("InvocationDoesNotExist");
    const over = lastWords(command);
    if (over === undefined) return { Status: "InProgress", StatusDetails: "InProgress", ResponseCode: -1 };
    const hasEnded = command.ended && over.details !== "ExecutionTimedOut";
    return {
      Status: over.status,
      StatusDetails: over.details,
      ResponseCode: over.code,
      StandardOutputContent: hasEnded ? command.stdout.slice(0, INLINE) : "",
      StandardErrorContent: "",
      ExecutionElapsedTime: hasEnded ? "PT1.5S" : "",
    };
  }

  function cancel(input: Input): unknown {
    const command = commands.find(({ id }) => id === input["CommandId"]);
    const alive = command !== undefined && stateOf(command.machine, clock.now()) === "running";
    if (command !== undefined && command.over === undefined && alive) {
      command.over = { status: "Cancelled", details: "Cancelled", code: -1, at: clock.now() };
    }
    return {};
  }

  return {
    commands,
    call: (operation, input) => {
      if (operation === "SendCommand") return send(input);
      if (operation === "GetCommandInvocation") return look(input);
      if (operation === "CancelCommand") return cancel(input);
      if (operation !== "DescribeInstanceInformation") throw serviceError("InvalidAction");
      const [{ Values = [] } = {}] = input["Filters"] as { Values?: readonly string[] }[];
      const online = machines.filter((machine) => Values.includes(machine.id) && isOnline(machine));
      return { InstanceInformationList: online.map(({ id }) => ({ InstanceId: id, PingStatus: "Online" })) };
    },
  };
}
