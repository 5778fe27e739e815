import type { Checksum, ChecksumAlgorithm, ChecksumType } from "../bytes/checksums.ts";

export interface Bucket {
  readonly name: string;
  readonly created: number;
  /** As GetBucketLocation says it; empty for us-east-1. */
  readonly location: string;
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What is said of an object besides its bytes, and is given when it is made. */
export interface Description {
  /** Headers that come back as they were given: `content-type`, `cache-control`. */
  readonly headers: Readonly<Record<string, string>>;
  /** By lower-case name, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly storageClass: string;
  readonly encryption: Encryption;
}

/** What was asked for; nothing is encrypted here. */
export interface Encryption {
  readonly algorithm: string;
  readonly keyId?: string;
}

export interface StoredObject extends Description {
  /** The file of its bytes. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modified: number;
  readonly checksum?: Checksum;
  /** Where it was uploaded in parts. */
  readonly parts?: readonly ObjectPart[];
}

export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  readonly checksum?: string;
}

export interface Upload extends Description {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  /** As it was asked for; without it the whole object gets a CRC64NVME. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType };
  /** The object was written or deleted after this had begun. */
  readonly overtaken: boolean;
}

export interface UploadedPart {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly checksum?: string;
}
