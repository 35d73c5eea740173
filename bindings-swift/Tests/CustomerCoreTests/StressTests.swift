import CustomerCore
import XCTest

/// How many edits there were.
private final class Edits: @unchecked Sendable {
    private let lock = NSLock()
    private var made = 0

    var count: Int { lock.withLock { made } }

    func add() { lock.withLock { made += 1 } }
}

/// Eight tasks on one file, for as many seconds as `STRESS_SECONDS` says, and for as many edits as it takes to see
/// whether what the process holds still grows.
final class StressTests: XCTestCase {
    /// Before so many edits the caches of the book are still filling.
    private static let warmEdits = 1_000

    func testEightTasksWriteAndReadOneBookAndAllOfItIsThere() async throws {
        let seconds = ProcessInfo.processInfo.environment["STRESS_SECONDS"].flatMap(Double.init) ?? 3
        let began = Date()
        let edits = Edits()
        let isOver = { @Sendable in
            let took = Date().timeIntervalSince(began)
            return took > seconds && (edits.count >= 2 * Self.warmEdits || took > seconds + patience)
        }
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let written = try await CustomerBook.open(path: path).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let warm = Task {
                    // No longer than the work: it may have broken.
                    while (Date().timeIntervalSince(began) < seconds / 4 || edits.count < Self.warmEdits) && !isOver() {
                        try await Task.sleep(nanoseconds: 20_000_000)
                    }
                    return (edits.count, Self.held())
                }
                let written = try await withThrowingTaskGroup(of: [UUID].self) { group in
                    for worker in 1...8 {
                        group.addTask { try await Self.work(book, worker, isOver, edits) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                Self.didNotGrow(try await warm.value, (edits.count, Self.held()))
                return written
            }
            XCTAssertGreaterThanOrEqual(written.count, 8)
            try await CustomerBook.open(path: path).closing { book in
                let found = try await book.check()
                XCTAssertEqual(found.problems, [])
                let session = try await book.session(actor: ada)
                let listed = try await session.customers(CustomerListing(limit: 500)).all()
                XCTAssertEqual(Set(listed.map(\.id)), Set(written))
                XCTAssert(listed.allSatisfy { $0.version == 2 }, "every edit is there")
            }
            print("stress: \(written.count) customers, each edited, in at least \(seconds) seconds")
        }
    }

    /// What the process holds in KiB, as Linux tells it.
    private static func held() -> Int? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }
    }

    /// After so many edits so many KiB.
    private static func didNotGrow(_ warm: (edits: Int, kib: Int?), _ end: (edits: Int, kib: Int?)) {
        guard let before = warm.kib, let after = end.kib else {
            return print("stress: this system does not tell what a process holds")
        }
        print("stress: \(before) KiB held after \(warm.edits) edits, \(after) KiB after \(end.edits)")
        // The caches of the book grow with it for a while: what is more than they hold is lost.
        XCTAssertLessThanOrEqual(after, before + before / 10 + 8 * 1024)
    }

    private static func work(_ book: CustomerBook, _ worker: Int, _ isOver: () -> Bool, _ edits: Edits)
        async throws -> [UUID]
    {
        let session = try await book.session(actor: ada)
        var mine: [UUID] = []
        repeat {
            let new = NewCustomer(
                fullName: "Worker \(worker) \(mine.count)", email: "w\(worker).\(mine.count)@example.com")
            // Some keep their thread, as a program without tasks does.
            let written =
                worker == 8 ? try session.createCustomerBlocking(new: new) : try await session.createCustomer(new: new)
            let made = written.customer
            mine.append(made.id)
            let patch = CustomerPatch(city: "Bonn")
            _ = try await session.updateCustomer(id: made.id, version: made.version, patch: patch)
            edits.add()
            _ = try await session.searchCustomers(search: CustomerSearch(text: "worker \(worker)"))
        } while !isOver()
        return mine
    }
}
