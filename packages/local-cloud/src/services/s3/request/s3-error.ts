import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";

/** A refusal of S3: beyond code and message its XML names what it is about. */
export class S3Error extends ServiceError {
  /** Elements of the error's XML: `Key`, `BucketName`, `Condition`. */
  readonly fields: Readonly<Record<string, string | number>>;

  constructor(code: string, message: string, statusCode = 400, fields: Readonly<Record<string, string | number>> = {}) {
    super(code, message, statusCode);
    this.fields = fields;
  }
}

/** Of some arguments AWS does not say the value again. */
export function invalidArgument(message: string, name: string, value?: string): S3Error {
  const said = value === undefined ? {} : { ArgumentValue: value };
  return new S3Error("InvalidArgument", message, 400, { ArgumentName: name, ...said });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error("InvalidRequest", message);
}

export function malformedXml(): S3Error {
  return new S3Error(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

export function noSuchKey(key: string): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

export function noSuchUpload(uploadId: string): S3Error {
  return new S3Error(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
    { UploadId: uploadId },
  );
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });
}

const NOT_IMPLEMENTED = "A header you provided implies functionality that is not implemented";

/** What S3 itself does not do. */
export function notImplemented(fields: Readonly<Record<string, string>> = {}): S3Error {
  return new S3Error("NotImplemented", NOT_IMPLEMENTED, 501, fields);
}

/** What S3 does and this does not, in the words that S3 has for what it does not do. */
export function notModelled(what: string): NotModelledError {
  return new NotModelledError("NotImplemented", NOT_IMPLEMENTED, 501, `S3 here has no ${what}`);
}
