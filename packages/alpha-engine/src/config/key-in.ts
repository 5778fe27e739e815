/** As their makers say that they look, so that scanners find them. */
const KEYS: Readonly<Record<string, RegExp>> = {
  "an AWS access key id": /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}\b/,
  "an AWS secret access key": /aws_secret_access_key\W{1,5}(?![\w/+]*EXAMPLE)[\w/+]{40}\b/i,
  "a GitHub token": /\b(?:gh[pousr]_\w{36,}|github_pat_\w{60,})/,
  "a GitLab token": /\bglpat-[\w-]{20,}/,
  "a Slack token": /\bxox[abpors]-[\w-]{10,}/,
  "a Stripe key": /\b[rs]k_live_\w{16,}/,
  "an API key": /\bsk-(?:ant-|proj-)?[\w-]{32,}/,
  "a Google key": /\bAIza[\w-]{35}/,
  "an npm token": /\bnpm_\w{36}/,
  "a private key": /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
};

/** What kind of key a text holds, if any. */
export function keyIn(text: string): string | undefined {
  return Object.keys(KEYS).find((kind) => KEYS[kind]?.test(text));
}
