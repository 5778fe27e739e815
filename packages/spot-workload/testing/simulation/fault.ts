/** An error as the SDK would throw it. */
export function serviceError(code: string, httpStatusCode = 400, message = `${code}, says the simulation`): Error {
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode }, $fault: "client" });
}

export function answerLost(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}
