import type { Callers } from "./callers.ts";

interface Signing {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: "deserialize"; priority: "high" }): void;
  };
}
type Middleware = (
  next: (call: object) => Promise<{ response: unknown }>,
) => (call: object) => Promise<{ response: unknown }>;

/** What a client that several share asks is asked by the caller for whom it does: signatures are not verified here. */
export function signAsCaller({ middlewareStack }: Signing, callers: Callers): void {
  middlewareStack.add(
    (next) => async (call) => {
      const caller = callers.current();
      const { headers = {} } = (call as { request: { headers?: Record<string, string> } }).request;
      const signed = headers["authorization"];
      if (caller !== undefined && signed !== undefined)
        headers["authorization"] = signed.replace(/Credential=[^/]+/, `Credential=${callers.keyOf(caller)}`);
      return await next(call);
    },
    { step: "deserialize", priority: "high" },
  );
}
