import CustomerCore
import XCTest

/// Eight tasks on one file, for as many seconds as `STRESS_SECONDS` says, and what the process holds meanwhile.
final class StressTests: XCTestCase {
    func testEightTasksWriteAndReadOneBookAndAllOfItIsThere() async throws {
        let seconds = ProcessInfo.processInfo.environment["STRESS_SECONDS"].flatMap(Double.init) ?? 3
        let until = Date().addingTimeInterval(seconds)
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let written = try await CustomerBook.open(path: path).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let warm = Task {
                    try await Task.sleep(nanoseconds: UInt64(min(seconds / 3, 5) * 1e9))
                    return Self.held()
                }
                let written = try await withThrowingTaskGroup(of: [UUID].self) { group in
                    for worker in 1...8 {
                        group.addTask { try await Self.work(book, worker, until) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                Self.didNotGrow(try await warm.value, Self.held())
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
            print("stress: \(written.count) customers, each edited, in \(seconds) seconds")
        }
    }

    /// What the process holds in KiB, as Linux tells it.
    private static func held() -> Int? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }
    }

    private static func didNotGrow(_ warm: Int?, _ end: Int?) {
        guard let warm, let end else { return print("stress: this system does not tell what a process holds") }
        print("stress: \(warm) KiB held when warm, \(end) KiB at the end")
        XCTAssertLessThanOrEqual(end, warm + warm / 5 + 16 * 1024)
    }

    private static func work(_ book: CustomerBook, _ worker: Int, _ until: Date) async throws -> [UUID] {
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
            _ = try await session.searchCustomers(search: CustomerSearch(text: "worker \(worker)"))
        } while Date() < until
        return mine
    }
}
