// Written from the core's own sources; changes belong there.

import CustomerCore
import Foundation

/// A word that no value of its type has, or a text that is no id: the types of this language leave no room for it.
struct CannotSay: Error {
    let type: String
}

func present(_ v: Any?) -> Any? {
    v is NSNull ? nil : v
}

func id(_ v: Any) throws -> UUID {
    guard let id = UUID(uuidString: v as! String) else { throw CannotSay(type: "UUID") }
    return id
}

func page(_ items: [Any], _ next: String?) -> Any {
    ["items": items, "next": next ?? NSNull()] as [String: Any]
}

func merge(_ o: inout [String: Any], _ of: Any) {
    o.merge(of as! [String: Any]) { _, new in new }
}

func put(_ o: inout [String: Any], _ name: String, _ value: Any, _ omits: Bool) {
    let empty = value is NSNull || (value as? [Any])?.isEmpty == true
    if !omits || !empty { o[name] = value }
}

