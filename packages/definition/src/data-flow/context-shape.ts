import { EMPTY, INPUT, type ObjectShape, present, SCALAR, type Shape, withField } from "../shapes/shape.ts";

/** What is surely in the context object of a state; more may be. [doc: context object] */
export function contextShape({ given, item }: { readonly given: Shape; readonly item?: Shape | undefined }): Shape {
  const context = given === INPUT ? CONTEXT : withField(CONTEXT, "Execution", present(executionShape(given)));
  if (item === undefined) return context;
  const inner = withField(withField(EMPTY, "Value", present(item)), "Index", present(SCALAR));
  return withField(context, "Map", present(withField(EMPTY, "Item", present(inner))));
}

const OPEN: ObjectShape = { ...EMPTY, rest: "answer" };

function open(fields: Readonly<Record<string, Shape>>): ObjectShape {
  let shape = OPEN;
  for (const [name, value] of Object.entries(fields)) shape = withField(shape, name, present(value));
  return shape;
}

function executionShape(given: Shape): Shape {
  return open({ Input: given, Id: SCALAR, Name: SCALAR, RoleArn: SCALAR, StartTime: SCALAR });
}

const CONTEXT: ObjectShape = open({
  Execution: executionShape(INPUT),
  State: open({ Name: SCALAR, EnteredTime: SCALAR }),
  StateMachine: open({ Id: SCALAR, Name: SCALAR }),
});
