/** Where the agent puts what a command wrote, below the prefix that it was sent with (fileS3.go, agent 3.3, 2024-10). */
export const OUTPUT: RegExp = /(?:^|\/)[0-9a-f-]{36}\/i-[0-9a-f]+\/awsrunShellScript\/[^/]+\/(stdout|stderr)$/;
/** What is called a log. */
export const NAMED: RegExp = /\.log(?:\.(?:gz|zst|bz2|xz|txt))?$|(?:^|\/)logs?\//i;

/** Whether a key is named as a log, or as the output that SSM keeps. */
export function isLog(key: string): boolean {
  return OUTPUT.test(key) || NAMED.test(key);
}
