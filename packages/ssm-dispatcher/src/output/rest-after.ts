/**
 * What of a whole output was not yet shown. Live lines may differ from it in line ends only (the agent joins lines and
 * drops carriage returns and last newlines), so these are skipped on both sides.
 */
export function restAfter(whole: string, shown: string): { readonly rest: string; readonly isConsistent: boolean } {
  let at = 0;
  for (let index = 0; index < shown.length; index += 1) {
    if (isLineEnd(shown[index])) continue;
    while (isLineEnd(whole[at])) at += 1;
    if (whole[at] !== shown[index]) return { rest: whole.slice(at), isConsistent: false };
    at += 1;
  }
  if (isLineEnd(shown.at(-1))) {
    // As many line ends as were shown last, no more: blank lines that follow belong to the rest.
    let ends = /\n*$/.exec(shown)?.[0].length ?? 0;
    while (ends > 0 && isLineEnd(whole[at])) {
      if (whole[at] === "\n") ends -= 1;
      at += 1;
    }
  }
  return { rest: whole.slice(at), isConsistent: true };
}

function isLineEnd(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}
