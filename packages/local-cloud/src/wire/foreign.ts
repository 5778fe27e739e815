import type { IncomingHttpHeaders } from "node:http";

/** What comes in although it comes from a web page, by a foreign name, or without a signature. */
export interface Allowed {
  /** Pages that may call, as their `Origin` says it: `http://localhost:3000`. Browsers are then answered as CORS asks. */
  readonly origins?: readonly string[];
  /** Names by which the cloud is reached besides `localhost`, `127.0.0.1` and `[::1]`: `host.docker.internal`. */
  readonly hosts?: readonly string[];
  /** Requests without a signature. @default false */
  readonly unsigned?: boolean;
}

/**
 * Why a request does not come from a program of this machine: a browser sent it for a page (`Origin`, Fetch Metadata), or
 * it was sent to a name that is not ours and may lead here for this moment only (DNS rebinding). Nobody can send these
 * headers on behalf of a page but the browser itself. Sources: fetch.spec.whatwg.org, Origin header; w3c.github.io/webappsec-fetch-metadata, 2026-11.
 */
export function foreign(headers: IncomingHttpHeaders, { origins = [], hosts = [] }: Allowed): string | undefined {
  const { origin } = headers;
  if (origin !== undefined && !origins.includes(origin)) {
    return `A page of ${JSON.stringify(origin)} may not call this cloud; allow it as an origin`;
  }
  const site = headers["sec-fetch-site"] ?? "none";
  if (origin === undefined && site !== "none") {
    return "A browser sent this for a page, which may not call this cloud; allow its origin, and have it fetch with CORS";
  }
  const { host = "" } = headers;
  if (isOurs(host, [...OURS, ...hosts])) return undefined;
  return `This cloud is not called ${JSON.stringify(host)}; allow it as a host`;
}

const OURS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** A name, or one of those in front of which a client puts a bucket or a word of the operation (`sync-`). */
function isOurs(host: string, names: readonly string[]): boolean {
  const asked = host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return names.some((each) => {
    const name = each.toLowerCase();
    if (!asked.endsWith(name)) return false;
    return /^(?:[\w.-]+\.)?(?:(?:sync|streaming|data)-)?$/.test(asked.slice(0, asked.length - name.length));
  });
}
