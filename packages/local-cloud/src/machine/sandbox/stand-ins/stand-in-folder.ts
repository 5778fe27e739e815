/** Where stand-ins lie: the first folder of the agent's PATH. An image may put its own there in their place. */
export const STAND_IN_FOLDER = "usr/local/sbin";
