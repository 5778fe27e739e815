/** The folder that is meant where none is named. */
export const DIRECTORY = ".local-cloud";
