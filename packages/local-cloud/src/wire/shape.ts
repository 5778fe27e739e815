/** What a member of a JSON request has to be, as far as a service looks at it before it does anything. */
export type Shape = (
  | { readonly kind: "text"; readonly limits: TextLimits }
  | { readonly kind: "whole"; readonly limits: Limits }
  | { readonly kind: "flag" }
  | { readonly kind: "list"; readonly of: Shape; readonly limits: Limits }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "structure"; readonly members: Members }
) & { readonly required?: true };

export type Members = Readonly<Record<string, Shape>>;

/** Of a length, a number of members, or a value. */
export interface Limits {
  readonly least?: number;
  readonly most?: number;
}

export interface TextLimits extends Limits {
  /** As the service prints it when it refuses. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
}

export const text = (limits: TextLimits = {}): Shape => ({ kind: "text", limits });
export const oneOf = (...values: readonly string[]): Shape => text({ oneOf: values });
export const whole = (limits: Limits = {}): Shape => ({ kind: "whole", limits });
export const flag: Shape = { kind: "flag" };
export const list = (of: Shape, limits: Limits = {}): Shape => ({ kind: "list", of, limits });
export const map = (of: Shape): Shape => ({ kind: "map", of });
export const structure = (members: Members): Shape => ({ kind: "structure", members });
export const required = (shape: Shape): Shape => ({ ...shape, required: true });
