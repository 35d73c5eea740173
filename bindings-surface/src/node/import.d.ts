  /** The batches, one after the other. To leave the loop closes the import. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ImportBatch>;
  /**
   * Stops the work, and lets go of what is read: a stream is destroyed. What was told is done; an import that has a
   * name goes on from there when it is begun again. Behind the end there is nothing to close.
   */
  close(): void;
  /** Closes it: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
