import { connect, type Socket } from "node:net";

/** Connects who has come with where they wanted to go, from this machine's side; `onOutcome` hears once whether it could be reached. */
export function relay(
  socket: Socket,
  to: { readonly host: string; readonly port: number },
  onOutcome: (outcome: "reached" | "failed") => void,
): void {
  const far = connect({ ...to, allowHalfOpen: true });
  let reached = false;
  far.once("connect", () => {
    reached = true;
    onOutcome("reached");
    socket.pipe(far).pipe(socket);
  });
  far.on("error", () => {
    if (!reached) onOutcome("failed");
    socket.resetAndDestroy();
  });
  socket.on("error", () => far.destroy());
  socket.once("close", () => far.destroy());
}
