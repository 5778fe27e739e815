import { appendFileSync } from "node:fs";

/**
 * Lists the tests that passed only when they were tried again, so that a flake is seen: at the end of the run, and in the
 * file that `RETRIED_TESTS_FILE` names, where a run over many packages collects them.
 */
export class RetriedReporter {
  retried = [];

  onTestRunStart() {
    this.retried = [];
  }

  onTestCaseResult(test) {
    const { flaky, retryCount } = test.diagnostic() ?? {};
    if (flaky) this.retried.push(`${test.module.moduleId}: ${test.fullName} (tries: ${retryCount + 1})`);
  }

  onTestRunEnd() {
    if (this.retried.length === 0) return;
    process.stderr.write(`\nPassed only when tried again:\n${this.retried.map((line) => `  ${line}\n`).join("")}`);
    const file = process.env.RETRIED_TESTS_FILE;
    if (file !== undefined) appendFileSync(file, this.retried.map((line) => `${line}\n`).join(""));
  }
}
