import { PackageError } from "@alpha-engine/dialect";

/** What the local cloud itself refused or could not do. */
export type LocalCloudErrorCode =
  /** The port that was asked for is taken, or may not be used. */
  | "LOCAL_CLOUD_PORT_TAKEN"
  /** Namespaces were asked for and this machine does not allow them. */
  | "LOCAL_CLOUD_SANDBOX_UNAVAILABLE"
  /** What instances are to reach is not spelled `host:port`. */
  | "LOCAL_CLOUD_NETWORK"
  /** It is not the name of a region. */
  | "LOCAL_CLOUD_REGION"
  /** It is not an account of twelve digits, or what is kept in the folder belongs to another one. */
  | "LOCAL_CLOUD_ACCOUNT"
  /** An image has a file where an instance would not find it. */
  | "LOCAL_CLOUD_IMAGE_PATH"
  /** An image's prepare failed, or cannot run here. */
  | "LOCAL_CLOUD_PREPARE"
  /** An image's file belongs to nobody whom the instance knows. */
  | "LOCAL_CLOUD_IMAGE_OWNER"
  /** An image's instances are to have a `sh` that this machine does not have. */
  | "LOCAL_CLOUD_SHELL_MISSING"
  /** The remote of a checkout cannot be made, or there is none of that URL. */
  | "LOCAL_CLOUD_CHECKOUT"
  /** No such living spot instance to reclaim, or no such agent to cut off or bring back. */
  | "LOCAL_CLOUD_NO_SUCH_INSTANCE"
  /** No cloud runs in that folder. */
  | "LOCAL_CLOUD_NOT_STARTED"
  /** Another cloud keeps its state in that folder. */
  | "LOCAL_CLOUD_FOLDER_IN_USE"
  /** That folder cannot be made, or nothing can be made in it. */
  | "LOCAL_CLOUD_FOLDER_UNUSABLE"
  /** The seed has a mistake; the message says where. */
  | "LOCAL_CLOUD_SEED"
  /** What an earlier cloud kept can no longer be read. */
  | "LOCAL_CLOUD_KEPT_STATE";

/** Something the local cloud itself refuses or cannot do; what AWS would refuse travels over the wire instead. */
export class LocalCloudError extends PackageError<LocalCloudErrorCode> {
  override readonly name = "LocalCloudError";
}
