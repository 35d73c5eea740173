  /**
   * Opens a book's file, or makes a new one where there is none.
   *
   * Rejects with `storage`: a file that is no book, that a newer version wrote, whose schema was altered,
   * or that is damaged is refused and left as it is.
   */
  static open(path: string, options?: BookOptions | null): Promise<CustomerBook>;
  /** Makes a book in memory. It is gone when it is closed. */
  static openInMemory(options?: BookOptions | null): Promise<CustomerBook>;
  /** Closes it: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
