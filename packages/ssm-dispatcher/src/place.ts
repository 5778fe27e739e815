/** Where something is kept in S3. */
export interface Place {
  readonly bucket: string;
  readonly prefix: string;
}
