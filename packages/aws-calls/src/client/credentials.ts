import type { defaultProvider } from "@aws-sdk/credential-provider-node";

type Provide = ReturnType<typeof defaultProvider>;
type Identity = Awaited<ReturnType<Provide>>;

/** The credentials of the ordinary environment, which can be looked for again. */
export interface RenewableCredentials {
  readonly provide: (...properties: Parameters<Provide>) => Promise<Identity>;
  /** Those that calls are signed with now. */
  readonly held: () => Identity | undefined;
  /** Looks for others than those that were held when a call began, files included; false where the same ones are found. */
  readonly renew: (since: Identity | undefined) => Promise<boolean>;
}

/**
 * The SDK keeps credentials that do not say when they expire for as long as the process lives, and files in memory, too.
 * These always say when: in a hundred years, until they are renewed. What the SDK holds says then that it has expired.
 */
export function renewableCredentials(
  find: (ignoreCache: boolean) => Promise<Provide> = chainOfTheEnvironment,
): RenewableCredentials {
  let current: Mutable<Identity> | undefined;
  let renewed: Identity | undefined;
  let properties: Parameters<Provide> = [];
  const lookUp = async (ignoreCache: boolean): Promise<Identity> => (await find(ignoreCache))(...properties);
  return {
    provide: async (...given) => {
      properties = given;
      const found = renewed ?? (await lookUp(current !== undefined));
      renewed = undefined;
      current = { ...found, expiration: found.expiration ?? inAHundredYears() };
      return current;
    },
    held: () => current,
    renew: async (since) => {
      const refused = current;
      if (refused === undefined) return false;
      // Of several calls that were under way the first to be refused renews, and all go on.
      if (since !== undefined && since !== refused) return true;
      const found = await lookUp(true);
      if (current !== refused) return true;
      if (found.accessKeyId === refused.accessKeyId && found.sessionToken === refused.sessionToken) return false;
      renewed = found;
      refused.expiration = new Date(0);
      return true;
    },
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

async function chainOfTheEnvironment(ignoreCache: boolean): Promise<Provide> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider({ ignoreCache });
}

function inAHundredYears(): Date {
  return new Date(Date.now() + 100 * 365 * 86_400_000);
}
