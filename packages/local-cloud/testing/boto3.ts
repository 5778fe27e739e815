import { execFile, execFileSync } from "node:child_process";

/** Whether boto3 is there to be a judge from outside: its resources, waiters and paginators stand on its own models. */
export const BOTO3: boolean = installed();

/** Runs a script with `boto3` and `json` imported; what it prints is read as JSON. */
export async function boto3(environment: Readonly<Record<string, string>>, script: string): Promise<unknown> {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment };
  return await new Promise((resolve, reject) => {
    execFile("python3", ["-c", `import boto3, json\n${script}`], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout));
      else reject(new Error(stderr));
    });
  });
}

function installed(): boolean {
  try {
    execFileSync("python3", ["-c", "import boto3"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
