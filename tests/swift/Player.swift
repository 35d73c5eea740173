// Does what the runner of the vectors says, line by line, with the package `CustomerCore`.

import CustomerCore
import Foundation

@main
struct Player {
    var books: [Int: CustomerBook] = [:]
    var sessions: [Int: Session] = [:]
    var made = 0

    static func main() async {
        var player = Player()
        while let line = readLine() {
            var answer: [String: Any]
            do {
                let request = try JSONSerialization.jsonObject(with: Data(line.utf8)) as! [String: Any]
                answer = ["answer": try await player.act(request)]
            } catch let error as CustomerCoreError {
                answer = ["error": toldError(error)]
            } catch let error as CannotSay {
                answer = ["cannot_say": "no value of \(error.type)"]
            } catch {
                answer = ["trouble": "\(error)"]
            }
            let data = try! JSONSerialization.data(withJSONObject: answer)
            FileHandle.standardOutput.write(data + Data("\n".utf8))
        }
    }

    mutating func act(_ of: [String: Any]) async throws -> Any {
        let args = of["args"] ?? [String: Any]()
        switch of["do"] as! String {
        case "free":
            return try free(of["call"] as! String, args)
        case "open":
            made += 1
            if let path = present(of["path"]) as? String {
                books[made] = try await CustomerBook.open(path: path)
            } else {
                books[made] = try CustomerBook.openInMemory()
            }
            return made
        case "drop":
            try await books.removeValue(forKey: of["book"] as! Int)!.closeBook()
            return NSNull()
        case "book":
            return try await callCustomerBook(books[of["book"] as! Int]!, of["call"] as! String, args)
        case "session":
            return try await openSession(of)
        default:
            break
        }
        let session = sessions[of["session"] as! Int]!
        switch of["call"] as! String {
        case "import_customers":
            return try await importText(session, args as! [String: Any])
        case "export_customers":
            return try await exportLines(session, args as! [String: Any])
        case let name:
            return try await callSession(session, name, args)
        }
    }

    mutating func openSession(_ of: [String: Any]) async throws -> Any {
        let book = books[of["book"] as! Int]!
        let actor = try givenActor(of["actor"]!)
        let narrowing = try present(of["narrowing"]).map { try givenNarrowing($0) }
        let session: Session
        if let groups = present(of["groups"]) as? [String] {
            session = try await book.sessionInGroups(actor: actor, groups: groups, narrowing: narrowing)
        } else {
            session = try await book.sessionNarrowed(actor: actor, narrowing: narrowing)
        }
        made += 1
        sessions[made] = session
        return made
    }

    func importText(_ session: Session, _ args: [String: Any]) async throws -> Any {
        let options = try present(args["options"]).map { try givenImportOptions($0) }
        let text = Data((args["text"] as! String).utf8)
        let running = try await session.startImport(source: .octets(octets: text), options: options)
        var rows: [Any] = []
        while let batch = try await running.nextBatch() {
            rows += batch.rows.map { toldImportRow($0) }
        }
        return ["rows": rows, "summary": toldImportSummary(running.summary())] as [String: Any]
    }

    func exportLines(_ session: Session, _ args: [String: Any]) async throws -> Any {
        let options = try present(args["options"]).map { try givenExportOptions($0) }
        let running = try await session.exportCustomers(options: options)
        var octets = Data()
        while let chunk = try await running.nextChunk() { octets += chunk.bytes }
        var lines = String(decoding: octets, as: UTF8.self)
            .replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        return ["lines": lines]
    }
}
