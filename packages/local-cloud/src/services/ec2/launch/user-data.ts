import { ServiceError } from "../../../wire/service-error.ts";

/** Before it is encoded (EC2 user guide, instancedata-add-user-data, 2023-06). */
const MOST_BYTES = 16_384;

/** What a launch gives its instance to run; it comes in base64. */
export function readUserData(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === "") return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded)) {
    throw new ServiceError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
  }
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length <= MOST_BYTES) return bytes.toString();
  throw new ServiceError("InvalidUserData.Malformed", `User data is limited to ${MOST_BYTES} bytes`);
}
