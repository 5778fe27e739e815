/** What was checked does not hold; the message says what was expected, what came and what to do. */
export class ReleaseCheckError extends Error {
  override readonly name = "ReleaseCheckError";
}

/** The check cannot be made on this machine now. */
export class CannotCheckError extends Error {
  override readonly name = "CannotCheckError";
}
