/** Why an instance is where it is, as EC2 tells it. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/**
 * What a launch that was accepted ends with behind `pending`; `undefined` for a code by which a launch is refused. Codes:
 * botocore 1.43 model of StateReason (2026-11); the sentences as users of AWS quote them (2015 to 2026).
 */
export function stateReason({
  code,
  message,
}: {
  code: string;
  message?: string | undefined;
}): StateReason | undefined {
  if (!/^(?:Server|Client)\./.test(code)) return undefined;
  return { code, message: `${code}: ${message ?? SENTENCES[code] ?? "The instance ended during its launch"}` };
}

const SENTENCES: Readonly<Record<string, string>> = {
  "Server.InternalError": "Internal error on launch",
  "Server.InsufficientInstanceCapacity": "Insufficient capacity to satisfy instance request",
  "Server.SpotInstanceTermination": "Spot instance termination",
  "Client.InternalError": "Client error on launch",
  "Client.InvalidKMSKey.InvalidState": "The KMS key provided is in an incorrect state",
  "Client.InvalidKMSKey.InvalidStateException": "The KMS key provided is in an incorrect state",
  "Client.InvalidSnapshot.NotFound": "The specified snapshot was not found",
  "Client.VolumeLimitExceeded": "Volume limit exceeded",
};
