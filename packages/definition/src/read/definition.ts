/** A state as it stands in a definition. */
export type State = { readonly Type: string; readonly [field: string]: unknown };
/** States by name. */
export type States = Readonly<Record<string, State>>;

/** A state machine definition; a type and no interface, so that it is a JSON object to whoever takes any. */
export type Definition = {
  readonly Comment?: string;
  /** @default JSONPath */
  readonly QueryLanguage?: "JSONPath" | "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: States;
};
