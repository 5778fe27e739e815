import { malformedXml } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import { type Element, readXml } from "../xml/read-xml.ts";
import { receiveText } from "./receive.ts";

/** The XML that a request brings, below an element of one name; `undefined` where the body is empty. */
export async function receiveOptionalXml(request: S3Request, name: string): Promise<Element | undefined> {
  const text = await receiveText(request);
  if (text.trim() === "") return undefined;
  const root = readXml(text);
  if (root?.name !== name) throw malformedXml();
  return root;
}

export async function receiveXml(request: S3Request, name: string): Promise<Element> {
  const root = await receiveOptionalXml(request, name);
  if (root === undefined) throw malformedXml();
  return root;
}
