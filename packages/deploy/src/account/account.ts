import { bounded, createClient, explainFailure, isNamed, patiently } from "@alpha-engine/aws-calls";
import type { Duration } from "@alpha-engine/dialect";
import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { SFN } from "@aws-sdk/client-sfn";

import { DeployError } from "../errors.ts";
import { explain } from "./explain.ts";

/** Which account is asked, and how patiently. */
export interface AccountOptions {
  /** Of the clients that are made here. @default what the environment or the profile says */
  readonly region?: string | undefined;
  /** How long one call may take. @default 30 */
  readonly callTimeout?: Duration | undefined;
  /** How long to go on asking where AWS asks for patience or does not answer. @default "2m" */
  readonly patience?: Duration | undefined;
}

/** The AWS clients that are called, and the waiting between two attempts. */
export interface DeployEffects {
  /** @default one made from the environment */
  readonly sfn?: SFN | undefined;
  /** @default one made from the environment */
  readonly eventBridge?: EventBridge | undefined;
  /** Waits so many milliseconds before a call is made again. @default a timer */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** The SDK's options of one call. */
type Bounds = ReturnType<typeof bounded>;

/** An account: every call is bounded, made again while that may help, and explained when it fails. */
export class Account {
  readonly #options: AccountOptions;
  readonly #effects: DeployEffects;
  #sfn: Promise<SFN> | undefined;
  #eventBridge: Promise<EventBridge> | undefined;

  constructor(options: AccountOptions, effects: DeployEffects) {
    this.#options = options;
    this.#effects = effects;
  }

  /** One call of Step Functions; `what` names it in the error. */
  async states<Answer>(what: string, request: (sfn: SFN, bounds: Bounds) => Promise<Answer>): Promise<Answer> {
    const sfn = await this.#stepFunctions();
    return await this.#ask(what, (bounds) => request(sfn, bounds));
  }

  /** One call of EventBridge; `what` names it in the error. */
  async events<Answer>(
    what: string,
    request: (eventBridge: EventBridge, bounds: Bounds) => Promise<Answer>,
  ): Promise<Answer> {
    const eventBridge = await this.#events();
    return await this.#ask(what, (bounds) => request(eventBridge, bounds));
  }

  async region(): Promise<string> {
    return await this.states("the region of the client", (sfn) => sfn.config.region());
  }

  async #ask<Answer>(what: string, request: (bounds: Bounds) => Promise<Answer>): Promise<Answer> {
    const { callTimeout, patience = "2m" } = this.#options;
    let attempts = 0;
    const call = async (): Promise<Answer> => {
      try {
        return await request(bounded({ callTimeout }));
      } catch (error) {
        attempts += explainFailure(error).attempts;
        throw error;
      }
    };
    try {
      return await patiently(call, { patience, first: 0.5 }, { sleep: this.#effects.sleep });
    } catch (error) {
      throw explain(what, error, attempts);
    }
  }

  // The SDK is loaded when something is asked. Its clients repeat nothing: that is done here, where each attempt is bounded.

  #stepFunctions(): Promise<SFN> {
    const made = async (): Promise<SFN> =>
      this.#effects.sfn ?? createClient((await import("@aws-sdk/client-sfn")).SFN, this.#ofClients);
    this.#sfn ??= made();
    return this.#sfn;
  }

  #events(): Promise<EventBridge> {
    const made = async (): Promise<EventBridge> =>
      this.#effects.eventBridge ??
      createClient((await import("@aws-sdk/client-eventbridge")).EventBridge, this.#ofClients);
    this.#eventBridge ??= made();
    return this.#eventBridge;
  }

  get #ofClients(): { readonly region: string | undefined; readonly retries: "none" } {
    return { region: this.#options.region, retries: "none" };
  }
}

/** What a call answers, or nothing where AWS says by this one error that there is no such thing. Any other is an error. */
export async function unlessAbsent<Answer>(absent: string, answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DeployError && isNamed(error, absent)) return undefined;
    throw error;
  }
}
