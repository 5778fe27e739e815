/** What a text of a history holds: its JSON, or the text itself where it is none, as where somebody has blackened it. */
export function valueIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null") as unknown;
  } catch {
    return text;
  }
}
