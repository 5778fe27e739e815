const SHELL = /\/(?:commands?|script|entry_?point)(?:\.\$)?(?:\/\d+)*$/i;

/** Whether the text at a pointer is for a shell: there `${HOME}` is the shell's own unless something was said to fill it in. */
export function isForShell(pointer: string): boolean {
  return SHELL.test(pointer);
}

/**
 * An expression with a word in place of each `${Name}` that is filled in before Step Functions reads it.
 *
 * @example
 * ```ts example
 * import { withoutHoles } from "@alpha-engine/definition/tree";
 *
 * console.log(withoutHoles("States.Format('s3://${Bucket}/{}', $.key)", "/States/A/Parameters/uri.$"));
 * console.log(withoutHoles("States.Array('cd ${HOME}')", "/States/A/Parameters/Parameters/commands.$"));
 * ```
 * ```text output
 * States.Format('s3://Bucket/{}', $.key)
 * States.Array('cd ${HOME}')
 * ```
 */
export function withoutHoles(text: string, pointer: string): string {
  if (isForShell(pointer)) return text;
  return text.replaceAll(/\$\{([^{}"']*)\}/g, (_, name: string) => name.replaceAll(/\W+/g, "_"));
}
