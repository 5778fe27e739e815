/** Whether a batch has been judged: here at once, the judge is a rule. */
export async function handler(event: unknown): Promise<Readonly<Record<string, unknown>>> {
  const { batch_id } = (event ?? {}) as { readonly batch_id?: unknown };
  if (typeof batch_id !== "string") throw new Error("bad event: batch_id: expected a string");
  return { batch_id, processing_status: "ended", exceeded_max_wait: false };
}
