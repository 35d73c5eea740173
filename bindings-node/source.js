'use strict';

// Where files are read from: paths, octets, and streams, which are pushed into an import as it reads them.

const { Readable } = require('node:stream');
const { fileURLToPath } = require('node:url');
const { types } = require('node:util');

/** A path or octets as the compiled part takes them; what it does not know is its to refuse. */
function plain(source) {
  if (types.isAnyArrayBuffer(source)) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  // As Node's own file functions tell a URL, whatever realm made it.
  if (source?.href && source.protocol && source.auth === undefined) return fileURLToPath(source);
  return source;
}

/** A source as a stream; none when it is a path or octets. */
function streamOf(source) {
  if (source instanceof Readable) return source;
  const one = { objectMode: true, highWaterMark: 1 };
  if (typeof source?.getReader === 'function') return Readable.fromWeb(source, one);
  if (typeof source?.[Symbol.asyncIterator] === 'function') return Readable.from(source, one);
  return undefined;
}

/** A stream, and the feed that it is pushed into as fast as an import reads it. */
class Pump {
  #stream;
  #wake = () => {};
  #isOver = false;
  #wrong;
  #broke;

  constructor(stream, Feed) {
    this.#stream = stream;
    this.given = new Feed(() => {
      if (this.given.isLeft()) this.stop();
      this.#wake();
    });
  }

  /** Pushes until the stream ends, or nobody reads it any more. */
  async begin() {
    try {
      for await (const piece of this.#stream) {
        if (!this.#push(piece) && !this.#isOver) await new Promise((resolve) => (this.#wake = resolve));
        // To leave the loop destroys the stream.
        if (this.#isOver) return;
      }
      this.#isOver = true;
      this.given.end();
    } catch (error) {
      if (!this.#isOver) this.#broke = { error };
      this.#isOver = true;
      this.given.fail();
    }
  }

  #push(piece) {
    try {
      return this.given.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
    } catch (error) {
      this.#wrong = error;
      throw error;
    }
  }

  /** Lets go of a stream, wherever it is. */
  stop() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.given.fail();
    // What it says to that is for nobody.
    this.#stream.on('error', () => {});
    this.#stream.destroy();
    this.#wake();
  }

  /** Nothing is read any more; who has not taken it does not. */
  end() {
    this.stop();
    this.given.letGo();
  }

  isBroken() {
    return this.#broke !== undefined;
  }

  /** What a call of the import rejects with: what broke the stream is the cause, what is no piece a TypeError. */
  explain(error) {
    if (this.#broke === undefined || error?.code !== 'storage') return error;
    if (this.#wrong !== undefined) return this.#wrong;
    error.cause = this.#broke.error;
    return error;
  }
}

/** What an import reads. */
function reading(source, Feed) {
  const stream = streamOf(source);
  if (stream) return new Pump(stream, Feed);
  return { given: plain(source), begin() {}, stop() {}, end() {}, isBroken: () => false, explain: (error) => error };
}

module.exports = { reading };
