/** What the local cloud itself refused or could not do. */
export type LocalCloudErrorCode =
  | "LOCAL_CLOUD_PORT_TAKEN"
  /** Namespaces were asked for and this machine does not allow them. */
  | "LOCAL_CLOUD_SANDBOX_UNAVAILABLE"
  | "LOCAL_CLOUD_IMAGE_PATH"
  /** No such living spot instance to reclaim, or no such agent to cut off or bring back. */
  | "LOCAL_CLOUD_NO_SUCH_INSTANCE"
  | "LOCAL_CLOUD_NOT_STARTED"
  | "LOCAL_CLOUD_FOLDER_IN_USE"
  | "LOCAL_CLOUD_SEED";

/** Something the local cloud itself refuses or cannot do; what AWS would refuse travels over the wire instead. */
export class LocalCloudError extends Error {
  override readonly name = "LocalCloudError";
  readonly code: LocalCloudErrorCode;
  readonly hint: string;

  constructor(code: LocalCloudErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}
