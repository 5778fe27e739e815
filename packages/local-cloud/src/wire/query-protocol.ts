import { parseQuery } from "./parse-query.ts";
import type { QueryService } from "./protocols.ts";
import type { WireRequest, WireResponse } from "./request.ts";
import { markOf, NotModelledError, type ServiceError, toServiceError } from "./service-error.ts";
import { escapeXml, toFlatXml, toXml } from "./xml.ts";

/** Answers a form-encoded request in the service's XML, errors included. */
export async function answerQuery(service: QueryService, request: WireRequest): Promise<WireResponse> {
  try {
    const form = queryParameters(request);
    const action = form.get("Action") ?? "";
    const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
    if (operation === undefined) {
      throw new NotModelledError("InvalidAction", `The action ${action} is not valid for this web service.`);
    }
    const result = await operation(parseQuery(form), request);
    return xmlResponse(request, 200, success(service, action, result, request.requestId));
  } catch (error) {
    return queryError(service.dialect, request, toServiceError(error));
  }
}

/** EC2 writes `RequestID` with a capital D and no namespace on errors (measured with the CLI's and the SDK's parsers, 2026-11). */
export function queryError(
  dialect: QueryService["dialect"],
  request: WireRequest,
  refusal: ServiceError,
): WireResponse {
  const { code, queryCode = code, message, statusCode } = refusal;
  // SQS says that there are no details. [LocalStack's recordings of AWS, sqs, 2026]
  const detail = dialect === "flattened" ? "<Detail/>" : "";
  const error = `<Code>${escapeXml(queryCode)}</Code><Message>${escapeXml(message)}</Message>${detail}`;
  const type = statusCode >= 500 ? "Receiver" : "Sender";
  const body =
    dialect === "ec2"
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>${request.requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>${type}</Type>${error}</Error><RequestId>${request.requestId}</RequestId></ErrorResponse>`;
  const answer = xmlResponse(request, statusCode, body);
  return { ...answer, headers: { ...answer.headers, ...markOf(refusal) } };
}

export function queryParameters(request: WireRequest): URLSearchParams {
  return request.method === "GET" ? request.query : new URLSearchParams(request.body.toString("utf8"));
}

function success(
  { dialect, version, namespace }: QueryService,
  action: string,
  result: object,
  requestId: string,
): string {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (dialect === "ec2") {
    const open = `<${action}Response xmlns="http://ec2.amazonaws.com/doc/${version}/">`;
    return `${declaration}${open}<requestId>${requestId}</requestId>${toXml(result)}</${action}Response>`;
  }
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const open = namespace === undefined ? `<${action}Response>` : `<${action}Response xmlns="${namespace}">`;
  const members = dialect === "flattened" ? toFlatXml(result) : toXml(result, "member");
  return `${declaration}${open}<${action}Result>${members}</${action}Result>${metadata}</${action}Response>`;
}

function xmlResponse(request: WireRequest, statusCode: number, body: string): WireResponse {
  return {
    statusCode,
    headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": request.requestId },
    body,
  };
}
