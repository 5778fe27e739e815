/** How many lines of a file somebody wrote or took away to make another of it; a changed line counts once. */
export function editedLines(made: string, kept: string): number {
  const left = made.trimEnd().split("\n");
  let written = 0;
  for (const line of kept.trimEnd().split("\n")) {
    const at = left.indexOf(line);
    if (at < 0) written += 1;
    else left.splice(at, 1);
  }
  return Math.max(written, left.length);
}
