/** A subnet as it is declared. */
export interface Subnet {
  /** `us-east-1c`, or its letter. */
  readonly zone: string;
  /** How many instances it has addresses for. @default 4091 */
  readonly freeAddresses?: number;
}
