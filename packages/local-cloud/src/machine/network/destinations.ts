import { isIPv4 } from "node:net";

import type { NetworkOptions } from "../../cloud/network.ts";
import { LocalCloudError } from "../../errors.ts";

/** A host that instances may reach, on some of its ports. */
export interface Destination {
  /** As it is written: a name, `*.name`, or an address. */
  readonly host: string;
  readonly ports: readonly number[];
  /** By which instances find it: its address, or a range in which each of its names gets one. */
  readonly range: string;
  /** It is this machine itself: instances find it on their own loopback. */
  readonly local: boolean;
}

/** Addresses that stand for names: this range is for tests of networks, and nobody's (RFC 2544, 1999). */
const ALLOWED = "198.18";
const NAME = /^(?:\*\.)?(?:[a-z\d_](?:[a-z\d_-]*[a-z\d_])?\.)*[a-z\d_](?:[a-z\d_-]*[a-z\d_])?$/;

export function allowsEverything({ allow = [] }: NetworkOptions): boolean {
  return allow.includes("*");
}

/** @throws LocalCloudError for what is not `host:port` */
export function destinationsOf({ allow = [] }: NetworkOptions): readonly Destination[] {
  const ports = new Map<string, Set<number>>();
  for (const text of allow.filter((each) => each !== "*")) {
    const [, host = "", port = ""] = /^([^:]+):(\d{1,5})$/.exec(text.trim().toLowerCase()) ?? [];
    const number = Number(port);
    if (!isHost(host) || number < 1 || number > 65_535) throw unreadable(text);
    const key = host === "localhost" ? "127.0.0.1" : host;
    ports.set(key, (ports.get(key) ?? new Set()).add(number));
  }
  return [...ports].map(([host, of], index) => ({
    host,
    ports: [...of],
    range: isIPv4(host) ? `${host}/32` : `${ALLOWED}.${index}.0/24`,
    local: host.startsWith("127."),
  }));
}

function isHost(host: string): boolean {
  return /^[\d.]+$/.test(host) ? isIPv4(host) : NAME.test(host);
}

function unreadable(text: string): LocalCloudError {
  return new LocalCloudError("LOCAL_CLOUD_NETWORK", `${JSON.stringify(text)} is not a destination`, {
    hint: 'say host:port, such as "pypi.org:443", "*.pythonhosted.org:443", "10.1.2.3:5432" or "localhost:8080"; "*" is everything',
  });
}
