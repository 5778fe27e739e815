import { ArtifactsError } from "../errors.ts";
import type { Check } from "./check.ts";

const PATIENCE_MS = 5000;

/** Of the network: that a server answers. 401 is an answer too: who may ask is the stage's matter. */
export function reachChecks(urls: readonly string[]): readonly Check[] {
  return [...new Set(urls)].map((url) => ({ what: hostOf(url), run: () => reach(url) }));
}

async function reach(url: string): Promise<string> {
  try {
    const { status } = await fetch(url, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return `${hostOf(url)} answers (HTTP ${status})`;
  } catch (cause) {
    const inner = (cause as Error).cause as { readonly code?: string; readonly message?: string } | undefined;
    const reason = inner?.code ?? inner?.message ?? (cause as Error).message;
    throw new ArtifactsError("UNREACHABLE", `${hostOf(url)} does not answer: ${reason}`, {
      hint: "check the network, the proxy and the security group",
      cause,
    });
  }
}

/** Paths and queries may hold keys. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
