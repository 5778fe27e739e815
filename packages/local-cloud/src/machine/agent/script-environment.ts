/**
 * Exactly what the agent gives a script: no HOME, USER, SHELL or TERM, no AWS_REGION. Source: executers.go
 * prepareEnvironment (agent 3.3, 2024-10) and the dump in amazon-ssm-agent#427; systemd's INVOCATION_ID and
 * JOURNAL_STREAM come with its unit. The one deviation: `extra`, the variables that lead to this cloud.
 */
export function scriptEnvironment(
  { instanceId, commandId, region }: { instanceId: string; commandId: string; region: string },
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    LANG: "en_US.UTF-8",
    PWD: "/usr/bin",
    INVOCATION_ID: commandId.replaceAll("-", ""),
    JOURNAL_STREAM: "8:10001",
    AWS_SSM_INSTANCE_ID: instanceId,
    AWS_SSM_REGION_NAME: region,
    AWS_SSM_PLATFORM_NAME: "Amazon Linux",
    AWS_SSM_PLATFORM_VERSION: "2023",
    SSM_COMMAND_ID: commandId,
    ...extra,
  };
}
