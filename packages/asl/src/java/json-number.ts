import type { JsonScanner } from "./json-scanner.ts";

/** Takes a number whose first character, a digit or a minus sign, is the next one. */
export function takeNumber(scanner: JsonScanner, inRoot: boolean): void {
  const negative = scanner.peek() === "-";
  if (negative) {
    scanner.position++;
    if (!isDigit(scanner.peek())) refuseSign(scanner);
  }
  const isZero = scanner.peek() === "0";
  const before = scanner.position;
  takeDigits(scanner);
  if (isZero && scanner.position > before + 1) {
    scanner.position = before + 1;
    scanner.fail("Invalid numeric value: Leading zeroes not allowed");
  }
  const point = takeFraction(scanner, isZero);
  takeExponent(scanner, isZero, point);
  if (!inRoot || scanner.done) return;
  const next = scanner.peek();
  if (" \t\r\n".includes(next)) return;
  scanner.position++;
  scanner.unexpected(next, "Expected space separating root-level values");
}

/** Where Jackson reads a number in one go it tells of the character before the wrong one. */
function takeFraction(scanner: JsonScanner, exact: boolean): number | undefined {
  if (scanner.peek() !== ".") return undefined;
  const point = scanner.position++;
  if (takeDigits(scanner)) return point;
  return scanner.unexpectedInNumber(
    scanner.peek() || ".",
    "Decimal point not followed by a digit",
    exact && !scanner.done ? scanner.position : point,
  );
}

function takeExponent(scanner: JsonScanner, exact: boolean, point: number | undefined): void {
  if (scanner.peek() !== "e" && scanner.peek() !== "E") return;
  const letter = scanner.position++;
  if (scanner.peek() === "-" || scanner.peek() === "+") scanner.position++;
  if (scanner.done) scanner.end("expected a digit for number exponent");
  if (!takeDigits(scanner))
    scanner.unexpectedInNumber(
      scanner.peek(),
      "Exponent indicator not followed by a digit",
      exact ? scanner.position : (point ?? letter),
    );
}

function refuseSign(scanner: JsonScanner): never {
  if (scanner.done) scanner.end("No digit following sign");
  const next = scanner.peek();
  if (next === "I") {
    scanner.position++;
    const token = scanner.peek() === "N" ? "-INF" : "-Infinity";
    scanner.takeToken(token, 2);
    scanner.fail(`Non-standard token '${token}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
  }
  return scanner.unexpectedInNumber(
    next,
    "expected digit (0-9) to follow minus sign, for valid numeric value",
    scanner.position,
  );
}

function takeDigits(scanner: JsonScanner): boolean {
  const before = scanner.position;
  while (isDigit(scanner.peek())) scanner.position++;
  return scanner.position > before;
}

export function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character !== "";
}
