import { rootXml, type Xml } from "../xml/write-xml.ts";

/** What a request is answered with. */
export interface Reply {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FileBody;
}

/** Bytes of an open file, which whoever sends them closes. */
export interface FileBody {
  readonly fd: number;
  readonly start: number;
  readonly length: number;
}

export function xmlReply(root: string, content: Xml, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    statusCode: 200,
    headers: { "content-type": "application/xml", ...headers },
    body: rootXml(root, content),
  };
}

export const NO_CONTENT: Reply = { statusCode: 204 };
