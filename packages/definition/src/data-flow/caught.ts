import { EMPTY, present, SCALAR, type Shape, withField } from "../shapes/shape.ts";

/** What a Catch is given. */
export const CAUGHT: Shape = withField(withField(EMPTY, "Error", present(SCALAR)), "Cause", present(SCALAR));
