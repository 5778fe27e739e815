/** The outsider who receives from a queue, any queue: what it finds there may lead on to what an execution waits for. */
export const TAKES_MESSAGES = "messages";

/** For so many real milliseconds one who has taken something is thought to be at work on it. */
export const AT_WORK = 600_000;
