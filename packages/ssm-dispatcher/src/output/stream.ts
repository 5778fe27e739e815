/** The two streams of a script. */
export type StreamName = "stdout" | "stderr";
