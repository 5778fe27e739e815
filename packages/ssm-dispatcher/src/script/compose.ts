import { SsmDispatcherError } from "../errors.ts";

/** An SSM document, its runtime parameters included, is at most 64 KB (documentation of MaxDocumentSizeExceeded); its own text takes under 2. */
const MAX_SCRIPT_BYTES = 62 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SHELL = /(?:^|[/\s])(?:ba|da|z|k|a)?sh\s*(?:-|$)/;

/**
 * The text that is sent: a first line that names the interpreter (the agent runs the file with `sh`, which is dash on
 * some images), the environment as quoted exports, then the script.
 *
 * @throws SsmDispatcherError `SCRIPT_REFUSED` for what SSM would not take
 *
 * @example
 * ```ts example
 * import { composeScript } from "@alpha-engine/ssm-dispatcher";
 *
 * console.log(composeScript("echo $GREETING", { GREETING: "it's me" }));
 * ```
 * ```text output
 * #!/usr/bin/env bash
 * export GREETING='it'\''s me'
 * echo $GREETING
 * ```
 */
export function composeScript(
  script: string,
  environment: Readonly<Record<string, string>> = {},
  { allowSsmParameters = false }: { readonly allowSsmParameters?: boolean | undefined } = {},
): string {
  if (script.trim() === "") throw new SsmDispatcherError("SCRIPT_REFUSED", "the script is empty");
  if (!allowSsmParameters && /\{\{\s*ssm:/.test(script)) {
    throw new SsmDispatcherError(
      "SCRIPT_REFUSED",
      "the script contains {{ssm:…}}, which the agent would replace by a parameter's value",
      {
        hint: "read the parameter in the script, with aws ssm get-parameter, or allow the replacement",
      },
    );
  }
  const [first = "", ...rest] = script.split("\n");
  const [interpreter, body] = first.startsWith("#!") ? [first, rest.join("\n")] : ["#!/usr/bin/env bash", script];
  if (Object.keys(environment).length > 0 && !SHELL.test(interpreter)) {
    throw new SsmDispatcherError(
      "SCRIPT_REFUSED",
      `an environment needs a shell script, and this one begins with ${interpreter}`,
      {
        hint: "let a shell script export it and start the other interpreter",
      },
    );
  }
  const exports = Object.entries(environment).map(([name, value]) => `export ${checkedName(name)}=${quote(value)}`);
  return checkedSize([interpreter, ...exports, body].join("\n"));
}

/** The text itself, unless SSM would not take so much. */
export function checkedSize(text: string): string {
  const bytes = Buffer.byteLength(JSON.stringify(text));
  if (bytes > MAX_SCRIPT_BYTES) {
    throw new SsmDispatcherError("SCRIPT_REFUSED", `the script has ${bytes} bytes, SSM takes ${MAX_SCRIPT_BYTES}`, {
      hint: "stage the large part through S3 and fetch it in the script",
    });
  }
  return text;
}

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new SsmDispatcherError("SCRIPT_REFUSED", `not a name for an environment variable: ${JSON.stringify(name)}`);
}

/** A word that no POSIX shell reads as anything but itself. */
function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
