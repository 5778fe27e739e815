/** What a service takes or answers with, in the names that Step Functions gives its fields. */
export type Shape = AnyShape | TextShape | NumberShape | BooleanShape | ListShape | MapShape | ObjectShape;

/** Any JSON value: a document, or what Step Functions passes on as it is. */
export interface AnyShape {
  readonly type: "any";
}
/** A text. Where `kind` is there, it is a time in ISO-8601, or bytes. */
export interface TextShape extends Bounds {
  readonly type: "string";
  readonly kind?: "timestamp" | "blob";
  /** The values that the service knows today; others may come. */
  readonly oneOf?: readonly string[];
}
/** A number. */
export interface NumberShape extends Bounds {
  readonly type: "number";
  readonly isWhole: boolean;
}
/** True or false. */
export interface BooleanShape {
  readonly type: "boolean";
}
/** A list, all of whose items are of one shape. */
export interface ListShape extends Bounds {
  readonly type: "list";
  readonly item: Shape;
}
/** An object whose keys are the caller's. */
export interface MapShape {
  readonly type: "map";
  readonly value: Shape;
}
/** An object whose fields have names. */
export interface ObjectShape {
  readonly type: "object";
  readonly fields: ReadonlyMap<string, ShapeField>;
}
/** A field of an object, and whether the service asks for it, or always gives it. */
export interface ShapeField {
  readonly shape: Shape;
  readonly isRequired: boolean;
}

/** The least and greatest length, or value of a number, where the service's model states one. */
interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

export const ANY: Shape = { type: "any" };
