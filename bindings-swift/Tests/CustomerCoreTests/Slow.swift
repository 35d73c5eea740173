// Files and turns that come when a test says so, and calls that are looked at while they wait.

import CustomerCore
import Foundation

/// No test waits longer for what has to come, and none says how fast it comes.
let patience: TimeInterval = 120

struct NeverCame: Error {
    let what: String
}

/// Waits until it is so.
func until(_ what: String, _ isSo: () -> Bool) async throws {
    let end = Date().addingTimeInterval(patience)
    while !isSo() {
        guard Date() < end else { throw NeverCame(what: what) }
        try await Task.sleep(nanoseconds: 10_000_000)
    }
}

/// A call that is on its way. What it ends with, its error too, is handed on to who waits for it.
final class Call<T: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var ended: Result<T, Error>?
    private var task: Task<Void, Never>?

    init(_ work: @escaping @Sendable () async throws -> T) {
        task = Task {
            do {
                end(.success(try await work()))
            } catch {
                end(.failure(error))
            }
        }
    }

    private func end(_ with: Result<T, Error>) {
        lock.withLock { ended = with }
    }

    var isBack: Bool { lock.withLock { ended != nil } }

    func cancel() { task?.cancel() }

    func value() async throws -> T {
        try await until("the end of a call") { isBack }
        return try lock.withLock { try ended!.get() }
    }
}

/// A file of customers whose end comes when it is closed: a batch that reads it is at work until then, however fast
/// the machine is.
final class SlowFile: @unchecked Sendable {
    let source: ImportSource
    private let lock = NSLock()
    private let closed = DispatchSemaphore(value: 0)
    private var taken = false

    init(in folder: URL, name: String = "slow.csv") throws {
        let path = folder.appendingPathComponent(name).path
        guard mkfifo(path, 0o600) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        source = .path(path: path)
        // Its last row has no end yet, and is longer than what is looked at before the first batch and a pipe together.
        let rows = "full_name,email\nAnna,anna@example.com\nBo,bo@example.com\n" + String(repeating: "x", count: 400 * 1024)
        // To open a pipe waits for who reads it, and to write into it for room.
        Thread.detachNewThread { [self] in
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            guard (try? file.write(contentsOf: Data(rows.utf8))) != nil else { return }
            lock.withLock { taken = true }
            closed.wait()
            try? file.close()
        }
    }

    /// A batch is in the middle of the last row: else there would have been no room for all of it.
    func untilABatchReads() async throws {
        try await until("a batch that reads") { lock.withLock { taken } }
    }

    func close() { closed.signal() }
}

/// The turn to write a book, taken as another program takes it, until it is let go of.
final class Turn {
    private let index: Int32

    init(of book: String) throws {
        // It stays open: to close it would let go of the locks that the library has.
        index = open(book + "-shm", O_RDWR)
        guard index >= 0, lock(F_WRLCK) else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    func letGo() {
        _ = lock(F_UNLCK)
    }

    private func lock(_ type: some BinaryInteger) -> Bool {
        var place = flock()
        place.l_type = Int16(type)
        place.l_whence = Int16(SEEK_SET)
        // Where SQLite's index of the log has the lock of who writes.
        (place.l_start, place.l_len) = (120, 1)
        #if os(Linux)
            // F_OFD_SETLK: a lock of this opening, which the locks of the same process meet as those of another.
            let set: Int32 = 37
        #else
            let set: Int32 = 90
        #endif
        return fcntl(index, set, &place) == 0
    }
}
