// What the tests share: a book in memory, and somebody who works with it.

import CustomerCore
import Foundation
import XCTest

let ada = Actor(id: "a-1", name: "Ada", kind: .agent)

func atDesk(_ work: (Session) async throws -> Void) async throws {
    try await CustomerBook.openInMemory().closing { book in
        try await book.addFirstAdministrator(actor: ada)
        try await work(book.session(actor: ada))
    }
}

func inFolder(_ work: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("customercore-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await work(folder)
}

/// The error that the work ends with. XCTest's own assertions do not wait.
func failure<T>(
    of work: () async throws -> T, file: StaticString = #filePath, line: UInt = #line
) async -> CustomerCoreError? {
    do {
        _ = try await work()
        XCTFail("nothing was wrong", file: file, line: line)
    } catch let error as CustomerCoreError {
        return error
    } catch {
        XCTFail("\(error)", file: file, line: line)
    }
    return nil
}

func rules(of error: CustomerCoreError?) -> [Rule] {
    if case .Invalid(let violations)? = error { violations.map(\.rule) } else { [] }
}

extension Session {
    @discardableResult
    func create(_ names: String...) async throws -> [CreateOutcome] {
        try await createCustomers(new: names.map { NewCustomer(fullName: $0) })
    }
}

extension AsyncSequence {
    func all() async throws -> [Element] {
        try await reduce(into: []) { $0.append($1) }
    }
}
