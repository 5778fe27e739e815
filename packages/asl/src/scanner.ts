/** A text that cannot be read as what it should be. */
export class SyntaxProblem extends Error {
  override readonly name: string = "SyntaxProblem";
  /** Where in the text, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Reads a text from left to right. */
export class Scanner {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** Takes `token` when it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  /** Takes what `pattern` (sticky) matches next. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`expected '${token}'`);
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  fail(reason: string): never {
    const found = this.done ? "the end" : `'${this.text.slice(this.position, this.position + 12)}'`;
    throw new SyntaxProblem(`${reason} at position ${this.position}, found ${found}`, this.position);
  }
}
