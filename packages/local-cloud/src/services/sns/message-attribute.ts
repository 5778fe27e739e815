import type { QueueMessageAttribute } from "../../cloud/offers.ts";
import { ServiceError } from "../../wire/service-error.ts";

/** What SNS refuses of a message's attribute. [LocalStack's recordings of AWS, sns, 2026] */
export function checkAttribute(name: string, attribute: QueueMessageAttribute, within: string): void {
  const { DataType, StringValue, BinaryValue } = attribute;
  checkName(name);
  if (DataType === "") {
    const at = `${within}messageAttributes.${name}.member.dataType`;
    throw new ServiceError(
      "ValidationError",
      `1 validation error detected: Value null at '${at}' failed to satisfy constraint: Member must not be null`,
    );
  }
  const [prefix = ""] = DataType.split(".");
  if (!/^(?:String|Number|Binary)(?:\..+)?$/s.test(DataType)) {
    throw wrong(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const [value, other] = prefix === "Binary" ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if ((value ?? "") === "" && (other ?? "") !== "") {
    const field = prefix === "Binary" ? "Binary" : "String";
    throw wrong(`The message attribute '${name}' with type '${prefix}' must use field '${field}'.`);
  }
  if ((value ?? "") === "") {
    throw wrong(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${prefix}'.`,
    );
  }
  if (prefix === "Number" && !Number.isFinite(Number(value))) {
    throw wrong(`Could not cast message attribute '${name}' value to number.`);
  }
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > 256) throw wrong("Length of message attribute name must be less than 256 bytes.");
  const [odd] = /[^\w.-]/.exec(name) ?? [];
  if (odd !== undefined) {
    const code = odd.codePointAt(0)?.toString(16).toUpperCase() ?? "";
    throw wrong(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.startsWith(".")) throw wrong("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith(".")) throw wrong("Invalid message attribute name ending with character '.' was found.");
  if (name.includes("..")) throw wrong("Message attribute name can not have successive '.' character.");
}

function wrong(message: string): ServiceError {
  return new ServiceError("ParameterValueInvalid", message);
}
