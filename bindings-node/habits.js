'use strict';

// What the compiled part has in the ways of Node: streams, iterators, signals.

const { Readable } = require('node:stream');

const { reading } = require('./source.js');

/** The signal of a call. */
function signalOf(control) {
  for (const name of Object.keys(control ?? {})) {
    if (name !== 'signal' && control[name] !== undefined) throw new TypeError(`control.${name}: Control has no such member`);
  }
  const signal = control?.signal ?? undefined;
  if (signal !== undefined && typeof signal.addEventListener !== 'function') {
    throw new TypeError('control.signal: AbortSignal expected');
  }
  return signal;
}

/** Does something when a signal says so, or has said so already; answers what forgets it again. */
function follow(signal, stop) {
  if (!signal) return () => {};
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

/** An error of what a signal stopped: its cause is what the signal says. */
function because(signal, error) {
  if (error?.code === 'cancelled' && signal?.aborted) error.cause ??= signal.reason;
  return error;
}

/** Imports that were begun. */
const begun = new WeakMap();
const forgotten = new FinalizationRegistry((state) => state.end());

/** After these errors there is nothing to go on with; after the others the next call tries the same rows again. */
const FINAL = new Set(['cancelled', 'closed', 'denied', 'invalid']);

/** What an import reads, and who may stop it. */
class Begun {
  #forget = () => {};

  constructor({ Feed, Job }, source) {
    this.read = reading(source, Feed);
    this.job = new Job();
    /** What a call answers behind the end, when it is not what the compiled part says. */
    this.last = undefined;
    this.signal = undefined;
  }

  follow(signal) {
    this.signal = signal;
    this.#forget = follow(signal, () => this.stop());
  }

  stop() {
    this.job.cancel();
    this.read.stop();
  }

  /** Nothing is read any more, and no signal is listened to. */
  end() {
    this.#forget();
    this.read.end();
  }

  isFinal(error) {
    return FINAL.has(error.code) || this.job.isCancelled() || (error.code === 'storage' && this.read.isBroken());
  }

  explain(error) {
    return this.read.explain(because(this.signal, error));
  }
}

function addImports(native) {
  const { Import, Session } = native;
  const compiled = {
    startImport: Session.prototype.startImport,
    nextBatch: Import.prototype.nextBatch,
    close: Import.prototype.close,
  };

  Session.prototype.startImport = async function (source, options, control) {
    // The source first: whatever else is wrong, it is let go of.
    const state = new Begun(native, source);
    const stop = state.job;
    try {
      state.follow(signalOf(control));
      const started = compiled.startImport.call(this, state.read.given, options, stop);
      if (!stop.isCancelled()) state.read.begin();
      const made = await started;
      state.job = made.job();
      if (stop.isCancelled()) state.job.cancel();
      begun.set(made, state);
      forgotten.register(made, state);
      return made;
    } catch (error) {
      state.end();
      throw state.explain(error);
    }
  };

  Import.prototype.nextBatch = async function () {
    const state = begun.get(this);
    if (state?.last) return state.last();
    try {
      const batch = await compiled.nextBatch.call(this);
      if (batch === null) end(this, () => null);
      return batch;
    } catch (error) {
      if (!state?.isFinal(error)) throw error;
      let told = error;
      end(this, () => {
        throw told;
      });
      // A source that fails since it was stopped is no news: what is closed answers `cancelled`.
      if (state.job.isCancelled() && error.code === 'storage') told = await compiled.nextBatch.call(this).catch((of) => of);
      told = state.explain(told);
      throw told;
    }
  };

  function end(running, last) {
    const state = begun.get(running);
    if (state) state.last ??= last;
    state?.end();
    compiled.close.call(running);
  }

  Import.prototype.close = function () {
    const state = begun.get(this);
    // What is being done ends soon, and is told so.
    if (!state?.last) state?.job.cancel();
    state?.end();
    compiled.close.call(this);
  };

  Import.prototype[Symbol.asyncIterator] = async function* () {
    try {
      for (let batch = await this.nextBatch(); batch !== null; batch = await this.nextBatch()) yield batch;
    } finally {
      this.close();
    }
  };
}

function addExports({ Export, Session, cancelled }) {
  Session.prototype.exportStream = function (options, control) {
    const session = this;
    const signal = signalOf(control);
    async function* parts() {
      let forget = () => {};
      try {
        if (signal?.aborted) throw cancelled();
        const started = await session.exportCustomers(options);
        const job = started.job();
        forget = follow(signal, () => job.cancel());
        yield* started;
      } catch (error) {
        throw because(signal, error);
      } finally {
        forget();
      }
    }
    return Readable.from(parts(), { objectMode: false });
  };

  Export.prototype[Symbol.asyncIterator] = async function* () {
    for (let chunk = await this.nextChunk(); chunk !== null; chunk = await this.nextChunk()) yield chunk.bytes;
  };
}

function addPages({ Session }) {
  Session.prototype.iterateCustomers = async function* (listing) {
    let after = listing?.after ?? null;
    do {
      const page = await this.listCustomers({ ...listing, after });
      yield* page.items;
      after = page.next;
    } while (after !== null);
  };

  Session.prototype.iterateHits = async function* (search) {
    let after = search?.after ?? null;
    do {
      const page = await this.searchCustomers({ ...search, after });
      yield* page.items;
      after = page.next;
    } while (after !== null);
  };

  Session.prototype.iterateChanges = async function* (after, customer) {
    let last = after ?? 0;
    for (;;) {
      const entries = await this.listChanges(last, customer, 500);
      if (entries.length === 0) return;
      yield* entries;
      last = entries.at(-1).seq;
    }
  };
}

function addHabits(native) {
  const { CustomerBook, Import } = native;
  addImports(native);
  addExports(native);
  addPages(native);
  if (Symbol.asyncDispose) {
    for (const each of [CustomerBook, Import]) {
      each.prototype[Symbol.asyncDispose] = async function () {
        await this.close();
      };
    }
  }
}

module.exports = { addHabits };
