
/** How a book is opened. */
export interface BookOptions {
  /** How long a write waits for its turn, in milliseconds; 30,000 by default. */
  busyTimeout?: number;
  /** How long one operation may work, in milliseconds; 30,000 by default. */
  timeLimit?: number;
  /** What an answered write survives. */
  durability?: Durability;
  /** How many read connections are kept open: 1 to 8; by default as many as there are cores. */
  readers?: number;
  /** The page cache of the write connection in KiB; 65,536 by default. */
  cacheKib?: number;
}

/** How long work is watched and stopped. */
export interface Control {
  /** Stops the work. */
  signal?: AbortSignal;
}

/** A file: its path, or what is in it. */
export type PathOrOctets = string | URL | Uint8Array | ArrayBuffer | DataView;

/** What was made of a text, or the rule that it breaks. */
export type Outcome<T> = { ok: T } | { violation: Violation };

/** Is it an error of this library, whatever its code? */
export declare function isCustomerCoreError(error: unknown): error is CustomerCoreError;
