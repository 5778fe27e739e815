import { explainFailure } from "../failure/explain-failure.ts";
import type { RenewableCredentials } from "./credentials.ts";

/** The part of a client that every SDK client has. */
export interface ClientWithMiddleware {
  readonly middlewareStack: {
    add(middleware: (next: Next) => Next, options: { readonly step: "initialize"; readonly name: string }): void;
  };
}

type Next = (args: never) => Promise<never>;

/**
 * Repeats a call once that was refused for the clock or for credentials that expired, for nothing was done and the next
 * one goes better: the client has learned the time, and the credentials are looked for again.
 */
export function mendAndRepeat(client: ClientWithMiddleware, credentials: RenewableCredentials | undefined): void {
  const middleware =
    (next: Next): Next =>
    async (args) => {
      const held = credentials?.held();
      try {
        return await next(args);
      } catch (error) {
        if (await isMended(error, () => credentials?.renew(held))) return next(args);
        throw error;
      }
    };
  client.middlewareStack.add(middleware, { step: "initialize", name: "mendAndRepeat" });
}

async function isMended(error: unknown, renew: () => Promise<boolean> | undefined): Promise<boolean> {
  switch (explainFailure(error).kind) {
    case "clock-skew": {
      return true;
    }
    case "credentials-expired": {
      try {
        return (await renew()) ?? false;
      } catch {
        // Whatever keeps others from being found: what AWS said is the error.
        return false;
      }
    }
    default: {
      return false;
    }
  }
}
