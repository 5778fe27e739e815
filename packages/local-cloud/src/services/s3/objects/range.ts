import { invalidRequest, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import type { ObjectPart, StoredObject } from "../store/records.ts";

/** Which bytes of an object are asked for. */
export interface Slice {
  readonly start: number;
  readonly length: number;
  /** `Content-Range`; without it the whole object is asked for. */
  readonly contentRange?: string;
  readonly part?: ObjectPart;
}

/** What S3 does not understand, several ranges among it, is the whole object (recorded from AWS, 2025). */
export function readSlice(request: S3Request, object: StoredObject): Slice {
  const range = header(request, "range");
  const number = request.query.get("partNumber");
  if (number !== null) {
    if (range !== undefined) throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
    return sliceOfPart(number, object);
  }
  const { size } = object;
  const whole = { start: 0, length: size };
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (range === undefined || (first === "" && last === "")) return whole;
  if (first === "" ? Number(last) === 0 || size === 0 : Number(first) >= size) {
    throw new S3Error("InvalidRange", "The requested range is not satisfiable", 416, {
      RangeRequested: range,
      ActualObjectSize: size,
    });
  }
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return end < start ? whole : slice(start, end - start + 1, size);
}

/** `x-amz-copy-source-range`, which has to have both ends, inside the object. */
export function readSourceRange(text: string, size: number): Slice {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  const [start, end] = [Number(first), Number(last)];
  const named = { ArgumentName: "x-amz-copy-source-range", ArgumentValue: text };
  if (first === undefined || end < start) {
    const form = "bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";
    throw new S3Error("InvalidArgument", `The x-amz-copy-source-range value must be of the form ${form}`, 400, named);
  }
  if (start >= size) throw invalidRequest("The specified copy range is invalid for the source object size");
  if (end >= size) {
    throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${size}`, 400, named);
  }
  return { start, length: end - start + 1 };
}

function sliceOfPart(number: string, { size, parts }: StoredObject): Slice {
  const all = parts ?? [{ number: 1, size }];
  const index = all.findIndex((part) => String(part.number) === number);
  const part = all[index];
  if (part === undefined) {
    throw new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, {
      ActualPartCount: all.length,
      PartNumberRequested: number,
    });
  }
  const start = all.slice(0, index).reduce((sum, each) => sum + each.size, 0);
  return { ...(size === 0 ? { start: 0, length: 0 } : slice(start, part.size, size)), part };
}

function slice(start: number, length: number, size: number): Slice {
  return { start, length, contentRange: `bytes ${start}-${start + length - 1}/${size}` };
}
