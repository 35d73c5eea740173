//! How Kotlin and Swift say what a player does.

use std::fmt::Write as _;

use crate::model::Kind;

/// A language that uniffi writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Kotlin
    Kotlin,
    /// Swift
    Swift,
}

/// A call, which in Swift is marked when it can fail.
macro_rules! text {
    ($lang:expr, $($of:tt)*) => {{
        let text = format!($($of)*);
        if $lang == Lang::Swift { format!("try {text}") } else { text }
    }};
}
pub(crate) use text;

/// `AtLeast4Digits` is `atLeast4Digits`.
pub(crate) fn case_name(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

use Lang::{Kotlin, Swift};

impl Lang {
    pub(crate) fn head(self) -> &'static str {
        match self {
            Kotlin => include_str!("player_head.kt"),
            Swift => include_str!("player_head.swift"),
        }
    }

    pub(crate) fn it(self) -> &'static str {
        if self == Kotlin { "it" } else { "$0" }
    }

    pub(crate) fn held(self) -> &'static str {
        if self == Kotlin { "x." } else { "" }
    }

    /// A property by its name, which may be one of the language's own words.
    pub(crate) fn property(self, name: &str) -> String {
        match (self, name) {
            (Kotlin, "class" | "in" | "is" | "as" | "when" | "object") => format!("`{name}`"),
            (Swift, "in" | "is" | "as" | "where" | "case" | "default" | "class") => {
                format!("`{name}`")
            }
            _ => name.to_owned(),
        }
    }

    pub(crate) fn nothing(self) -> &'static str {
        if self == Kotlin { "null" } else { "nil" }
    }

    pub(crate) fn empty_list(self) -> &'static str {
        if self == Kotlin { "listOf()" } else { "[]" }
    }

    pub(crate) fn empty_object(self) -> &'static str {
        if self == Kotlin { "JsonObject()" } else { "[String: Any]()" }
    }

    pub(crate) fn number(self, number: &str) -> String {
        if self == Kotlin { format!("{number}u") } else { number.to_owned() }
    }

    pub(crate) fn list_of(self, items: &[String]) -> String {
        let items = items.join(", ");
        if self == Kotlin { format!("listOf({items})") } else { format!("[{items}]") }
    }

    pub(crate) fn option_in(self, expr: &str, inner: &str) -> String {
        match self {
            Kotlin => format!("{expr}.present()?.let {{ {inner} }}"),
            Swift => format!("try present({expr}).map {{ {inner} }}"),
        }
    }

    pub(crate) fn list_in(self, expr: &str, inner: &str) -> String {
        match self {
            Kotlin => format!("{expr}.asJsonArray.map {{ {inner} }}"),
            Swift => format!("try ({expr} as! [Any]).map {{ {inner} }}"),
        }
    }

    pub(crate) fn id_in(self, expr: &str) -> String {
        match self {
            Kotlin => format!("id({expr})"),
            Swift => format!("try id({expr})"),
        }
    }

    pub(crate) fn text_in(self, expr: &str) -> String {
        if self == Kotlin { format!("{expr}.asString") } else { format!("({expr} as! String)") }
    }

    pub(crate) fn bool_in(self, expr: &str) -> String {
        if self == Kotlin { format!("{expr}.asBoolean") } else { format!("({expr} as! Bool)") }
    }

    pub(crate) fn time_in(self, expr: &str) -> String {
        match self {
            Kotlin => format!("Instant.ofEpochMilli({expr}.asLong)"),
            Swift => {
                format!("Date(timeIntervalSince1970: ({expr} as! NSNumber).doubleValue / 1000)")
            }
        }
    }

    pub(crate) fn octets_in(self, expr: &str) -> String {
        match self {
            Kotlin => format!("{expr}.asJsonArray.map {{ it.asInt.toByte() }}.toByteArray()"),
            Swift => format!("Data(({expr} as! [NSNumber]).map {{ $0.uint8Value }})"),
        }
    }

    pub(crate) fn source_in(self, expr: &str) -> String {
        match self {
            Kotlin => format!("ImportSource.Octets({expr}.asString.toByteArray())"),
            Swift => format!("ImportSource.octets(octets: Data(({expr} as! String).utf8))"),
        }
    }

    pub(crate) fn int_in(self, of: &str, expr: &str) -> String {
        match (self, of) {
            (Kotlin, "u16") => format!("{expr}.asInt.toUShort()"),
            (Kotlin, "u32") => format!("{expr}.asLong.toUInt()"),
            (Kotlin, _) => format!("{expr}.asLong.toULong()"),
            (Swift, "u16") => format!("({expr} as! NSNumber).uint16Value"),
            (Swift, "u32") => format!("({expr} as! NSNumber).uint32Value"),
            (Swift, _) => format!("({expr} as! NSNumber).uint64Value"),
        }
    }

    pub(crate) fn member(self, name: &str, kind: &Kind) -> String {
        match (self, kind) {
            (Kotlin, _) => format!("v.asJsonObject[\"{name}\"]"),
            (Swift, Kind::Option(_)) => format!("(v as! [String: Any])[\"{name}\"]"),
            (Swift, _) => format!("(v as! [String: Any])[\"{name}\"]!"),
        }
    }

    pub(crate) fn or_else(self, name: &str, there: &str, otherwise: &str) -> String {
        match self {
            Kotlin => format!("if (v.asJsonObject.has(\"{name}\")) {there} else {otherwise}"),
            Swift => format!("(v as! [String: Any])[\"{name}\"] != nil ? {there} : {otherwise}"),
        }
    }

    pub(crate) fn argument(self, name: &str, value: &str) -> String {
        match self {
            Kotlin => format!("`{name}` = {value}"),
            Swift => format!("{name}: {value}"),
        }
    }

    pub(crate) fn call_argument(self, name: &str, value: &str) -> String {
        if self == Kotlin { value.to_owned() } else { format!("{name}: {value}") }
    }

    pub(crate) fn make(self, name: &str, args: &[String]) -> String {
        format!("    return {name}({})\n", args.join(", "))
    }

    pub(crate) fn word(self, name: &str, at: usize, case: &str) -> String {
        if self == Kotlin { format!("{name}.entries[{at}]") } else { format!("{name}.{case}") }
    }

    pub(crate) fn variant(self, name: &str, variant: &str, args: &[String]) -> String {
        let case = if self == Kotlin { variant.to_owned() } else { case_name(variant) };
        let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
        format!("{name}.{case}{args}")
    }

    pub(crate) fn word_in(self, name: &str, words: &[String], cases: &[String]) -> String {
        match self {
            Kotlin => format!(
                "    val at = listOf({}).indexOf(v.asString)\n    if (at < 0) {}\n    return {name}.entries[at]\n",
                words.join(", "),
                self.cannot_say(name)
            ),
            Swift => {
                let mut text = "    switch v as! String {\n".to_owned();
                for (word, case) in words.iter().zip(cases) {
                    let _ = writeln!(text, "    case {word}: return .{case}");
                }
                let _ = writeln!(text, "    default: {}\n    }}", self.cannot_say(name));
                text
            }
        }
    }

    pub(crate) fn function_in(self, name: &str, body: &str) -> String {
        match self {
            Kotlin => format!("fun given{name}(v: JsonElement): {name} {{\n{body}}}\n"),
            Swift => format!("func given{name}(_ v: Any) throws -> {name} {{\n{body}}}\n"),
        }
    }

    pub(crate) fn function_out(self, name: &str, of: &str, body: &str) -> String {
        match self {
            Kotlin => format!("fun told{name}(x: {of}): JsonElement {{\n{body}}}\n"),
            Swift => format!("func told{name}(_ x: {of}) -> Any {{\n{body}}}\n"),
        }
    }

    /// There is no such value of a type.
    fn cannot_say(self, name: &str) -> String {
        match self {
            Kotlin => format!("throw CannotSay(\"{name}\")"),
            Swift => format!("throw CannotSay(type: \"{name}\")"),
        }
    }

    pub(crate) fn union_in(
        self,
        name: &str,
        tag: Option<&str>,
        arms: &[(String, String)],
    ) -> String {
        let mut text = match (self, tag) {
            (Kotlin, Some(tag)) => format!("    val word = v.asJsonObject[\"{tag}\"].asString\n"),
            (Kotlin, None) => "    val word = if (v.isJsonObject) v.asJsonObject.keySet().first() else v.asString\n".to_owned(),
            (Swift, Some(tag)) => format!("    let word = (v as! [String: Any])[\"{tag}\"] as! String\n"),
            (Swift, None) => "    let word = (v as? [String: Any])?.keys.first ?? (v as! String)\n".to_owned(),
        };
        text.push_str(if self == Kotlin {
            "    return when (word) {\n"
        } else {
            "    switch word {\n"
        });
        for (word, made) in arms {
            let _ = match self {
                Kotlin => writeln!(text, "        \"{word}\" -> {made}"),
                Swift => writeln!(text, "    case \"{word}\": return {made}"),
            };
        }
        let other = if self == Kotlin { "        else ->" } else { "    default:" };
        let _ = writeln!(text, "{other} {}\n    }}", self.cannot_say(name));
        text
    }

    pub(crate) fn unit_out(self, expr: &str) -> String {
        if self == Kotlin { format!("nothing({expr})") } else { expr.to_owned() }
    }

    pub(crate) fn option_out(self, expr: &str, inner: &str) -> String {
        match self {
            Kotlin => format!("({expr}?.let {{ {inner} }} ?: JsonNull.INSTANCE)"),
            Swift => format!("(({expr}).map {{ {inner} as Any }} ?? NSNull())"),
        }
    }

    pub(crate) fn list_out(self, expr: &str, inner: &str) -> String {
        match self {
            Kotlin => format!("list({expr}) {{ {inner} }}"),
            Swift => format!("({expr}).map {{ {inner} as Any }}"),
        }
    }

    pub(crate) fn page_out(self, expr: &str, inner: &str) -> String {
        match self {
            Kotlin => format!("({expr}).let {{ p -> page(p.items, p.next) {{ {inner} }} }}"),
            Swift => format!("{{ p in page(p.items.map {{ {inner} as Any }}, p.next) }}({expr})"),
        }
    }

    pub(crate) fn outcome_out(self, expr: &str, name: &str, inner: &str) -> String {
        match self {
            Kotlin => format!(
                "({expr}).let {{ o -> when (o) {{ is {name}.Accepted -> o.value.let {{ x -> one(\"ok\", {inner}) }}; is {name}.Refused -> one(\"violation\", toldViolation(o.violation)) }} }}"
            ),
            Swift => format!(
                "{{ (o: {name}) -> Any in switch o {{ case .accepted(let x): return [\"ok\": {inner}] as [String: Any]; case .refused(let violation): return [\"violation\": toldViolation(violation)] as [String: Any] }} }}({expr})"
            ),
        }
    }

    pub(crate) fn int_out(self, expr: &str) -> String {
        if self == Kotlin {
            format!("JsonPrimitive({expr}.toLong())")
        } else {
            format!("NSNumber(value: {expr})")
        }
    }

    pub(crate) fn octets_out(self, expr: &str) -> String {
        match self {
            Kotlin => format!("list({expr}.toList()) {{ JsonPrimitive(it.toInt() and 0xFF) }}"),
            Swift => format!("{expr}.map {{ NSNumber(value: $0) }}"),
        }
    }

    pub(crate) fn id_out(self, expr: &str) -> String {
        if self == Kotlin {
            format!("JsonPrimitive({expr}.toString())")
        } else {
            format!("{expr}.uuidString.lowercased()")
        }
    }

    pub(crate) fn plain_out(self, expr: &str) -> String {
        if self == Kotlin { format!("JsonPrimitive({expr})") } else { expr.to_owned() }
    }

    pub(crate) fn time_out(self, expr: &str) -> String {
        match self {
            Kotlin => format!("JsonPrimitive({expr}.toEpochMilli())"),
            Swift => {
                format!("NSNumber(value: Int64(({expr}.timeIntervalSince1970 * 1000).rounded()))")
            }
        }
    }

    pub(crate) fn word_out(self, pairs: &[(String, String)]) -> String {
        match self {
            Kotlin => {
                let words: Vec<String> =
                    pairs.iter().map(|(_, word)| format!("\"{word}\"")).collect();
                format!("    return JsonPrimitive(listOf({})[x.ordinal])\n", words.join(", "))
            }
            Swift => {
                let mut text = "    switch x {\n".to_owned();
                for (case, word) in pairs {
                    let _ = writeln!(text, "    case .{case}: return \"{word}\"");
                }
                text + "    }\n"
            }
        }
    }

    pub(crate) fn put(self, name: &str, value: &str, flat: bool, omits: bool) -> String {
        match (self, flat) {
            (Kotlin, true) => format!("        o.merge({value})\n"),
            (Kotlin, false) => format!("        o.put(\"{name}\", {value}, {omits})\n"),
            (Swift, true) => format!("        merge(&o, {value})\n"),
            (Swift, false) => format!("        put(&o, \"{name}\", {value}, {omits})\n"),
        }
    }

    /// An object as an expression.
    pub(crate) fn object_of(self, puts: &[String]) -> String {
        let puts = puts.concat();
        match self {
            Kotlin => format!("JsonObject().also {{ o ->\n{puts}    }}"),
            Swift => {
                format!("{{ () -> Any in var o = [String: Any]()\n{puts}        return o }}()")
            }
        }
    }

    pub(crate) fn object_out(self, puts: &[String]) -> String {
        let puts = puts.concat();
        match self {
            Kotlin => format!("    val o = JsonObject()\n{puts}    return o\n"),
            Swift => format!("    var o = [String: Any]()\n{puts}    return o\n"),
        }
    }

    /// A form that is looked for, with the names of what it holds.
    pub(crate) fn form(self, of: &str, variant: &str, names: &[String], is_error: bool) -> String {
        match self {
            Kotlin => format!("is {of}.{variant}"),
            Swift => {
                let case = if is_error { variant.to_owned() } else { case_name(variant) };
                if names.is_empty() {
                    format!("case .{case}")
                } else {
                    let held: Vec<String> =
                        names.iter().map(|of| format!("let {}", swift_name(of))).collect();
                    format!("case .{case}({})", held.join(", "))
                }
            }
        }
    }

    pub(crate) fn union_out(self, arms: &[(String, String)]) -> String {
        let mut text =
            if self == Kotlin { "    return when (x) {\n" } else { "    switch x {\n" }.to_owned();
        for (form, body) in arms {
            let _ = match self {
                Kotlin => writeln!(text, "        {form} -> {body}"),
                Swift => writeln!(text, "    {form}: return {body}"),
            };
        }
        text + "    }\n"
    }

    pub(crate) fn call(self, on_object: bool, name: &str, args: &[String], fails: bool) -> String {
        let object = if on_object { "object." } else { "" };
        let module = if on_object || self == Kotlin { "" } else { "CustomerCore." };
        let call = format!("{object}{module}{name}({})", args.join(", "));
        if self == Swift && fails { format!("try {call}") } else { call }
    }

    /// A call that is waited for.
    pub(crate) fn wait(self, call: &str) -> String {
        match self {
            Kotlin => call.to_owned(),
            Swift => call.replacen("try ", "try await ", 1),
        }
    }

    pub(crate) fn arm(self, name: &str, answer: &str, is_unit: bool) -> String {
        match (self, is_unit) {
            (Kotlin, _) => format!("        \"{name}\" -> {answer}"),
            (Swift, true) => {
                format!("    case \"{name}\":\n        {answer}\n        return NSNull()")
            }
            // The awaited value first: no closure may wait.
            (Swift, false) => match split_call(answer) {
                Some((call, rest)) => {
                    format!("    case \"{name}\":\n        let y = {call}\n        return {rest}")
                }
                None => format!("    case \"{name}\": return {answer}"),
            },
        }
    }

    pub(crate) fn dispatch(self, verb: &str, object: Option<&str>, arms: &str) -> String {
        let name = object.unwrap_or_default();
        match (self, object) {
            (Kotlin, None) => format!("fun {verb}(name: String, v: JsonElement): JsonElement =\n    when (name) {{\n{arms}        else -> throw IllegalArgumentException(name)\n    }}\n"),
            (Kotlin, Some(_)) => format!("suspend fun {verb}{name}(object_: {name}, name: String, v: JsonElement): JsonElement =\n    when (name) {{\n{arms}        else -> throw IllegalArgumentException(name)\n    }}\n").replace("object.", "object_."),
            (Swift, None) => format!("func {verb}(_ name: String, _ v: Any) throws -> Any {{\n    switch name {{\n{arms}    default: fatalError(name)\n    }}\n}}\n"),
            (Swift, Some(_)) => format!("func {verb}{name}(_ object: {name}, _ name: String, _ v: Any) async throws -> Any {{\n    switch name {{\n{arms}    default: fatalError(name)\n    }}\n}}\n"),
        }
    }
}

/// The call inside of an answer, and the answer over a value `y`.
fn split_call(answer: &str) -> Option<(String, String)> {
    let from = answer.find("try ").or_else(|| answer.find("object."))?;
    let mut depth = 0_i32;
    let mut opened = false;
    for (at, c) in answer.get(from..)?.char_indices() {
        match c {
            '(' => {
                depth += 1;
                opened = true;
            }
            ')' => depth -= 1,
            _ => {}
        }
        if opened && depth == 0 {
            let to = from + at + 1;
            let call = answer.get(from..to)?.to_owned();
            let rest = format!("{}y{}", answer.get(..from)?, answer.get(to..)?);
            return Some((call, rest));
        }
    }
    None
}

/// A name that is none of Swift's own.
fn swift_name(name: &str) -> String {
    match name {
        "in" | "is" | "as" | "where" | "case" | "default" => format!("`{name}`"),
        other => other.to_owned(),
    }
}
