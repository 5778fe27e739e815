import { type JsonObject, type MachineType, parse, type Problem } from "@alpha-engine/asl";
import { Presence } from "@alpha-engine/definition/data-flow";
import { Graph } from "@alpha-engine/definition/graph";
import type { StateNode, Tree } from "@alpha-engine/definition/tree";

import type { BashVerdict } from "../shell/bash-check.ts";
import type { LintSettings } from "./config.ts";
import { isPartlyUnknown } from "./left-open.ts";
import type { Script } from "./scripts.ts";
import { findSteps, type SsmStep } from "./ssm-steps.ts";

/** What was looked up before the rules run. */
type Looked = Pick<LintContext, "tree" | "inputs" | "settings" | "scripts" | "bash" | "machineType">;

/** What a rule looks at. Everything costly is made when it is first asked for, and once. */
export class LintContext {
  readonly tree: Tree;
  readonly inputs: readonly JsonObject[];
  readonly settings: LintSettings;
  readonly machineType: MachineType;
  /** What `bash -n` said of each rendered script. */
  readonly bash: ReadonlyMap<string, BashVerdict>;
  readonly presence: Presence;
  readonly scripts: readonly Script[];
  #problems: readonly Problem[] | undefined;
  #isPartlyUnknown: boolean | undefined;
  #graph: Graph | undefined;
  #steps: readonly SsmStep[] | undefined;

  constructor({ tree, inputs, settings, scripts, bash, machineType }: Looked) {
    this.tree = tree;
    this.inputs = inputs;
    this.settings = settings;
    this.machineType = machineType;
    this.scripts = scripts;
    this.bash = bash;
    this.presence = new Presence(tree);
  }

  get states(): readonly StateNode[] {
    return this.tree.states;
  }

  /** What the language itself finds wrong with the definition, as far as nothing that is left open decides about it. */
  get problems(): readonly Problem[] {
    if (this.#problems === undefined) {
      const parsed = parse(this.tree.definition, { machineType: this.machineType, substitutions: "open" });
      this.#problems = parsed.ok ? [] : parsed.problems;
    }
    return this.#problems;
  }

  /** Whether something is left open on which other states depend: then what is said of them is no longer certain. */
  get isPartlyUnknown(): boolean {
    this.#isPartlyUnknown ??= isPartlyUnknown(this.tree);
    return this.#isPartlyUnknown;
  }

  get graph(): Graph {
    this.#graph ??= new Graph(this.tree);
    return this.#graph;
  }

  /** Every command that is sent, with the states that follow it up. */
  get steps(): readonly SsmStep[] {
    this.#steps ??= findSteps(this.tree);
    return this.#steps;
  }

  /** Every task that calls `action` of `service`. */
  calls(service: string, action: string): readonly StateNode[] {
    return this.states.filter(({ call }) => call?.service === service && call.action === action);
  }
}
