// Written from the core's own sources; changes belong there.

package customercore.player

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import customercore.*
import java.time.Instant
import java.util.UUID

/** A word that no value of its type has, or a text that is no id: the types of this language leave no room for it. */
class CannotSay(type: String) : Exception("no value of $type")

fun JsonElement?.present(): JsonElement? = if (this == null || isJsonNull) null else this

fun id(v: JsonElement): UUID =
    try {
        UUID.fromString(v.asString)
    } catch (_: IllegalArgumentException) {
        throw CannotSay("UUID")
    }

fun <T> list(items: List<T>, each: (T) -> JsonElement): JsonElement =
    JsonArray().also { all -> items.forEach { all.add(each(it)) } }

fun one(name: String, value: JsonElement): JsonElement = JsonObject().also { it.add(name, value) }

fun <T> page(items: List<T>, next: String?, each: (T) -> JsonElement): JsonElement =
    JsonObject().also {
        it.add("items", list(items, each))
        it.add("next", next?.let { of -> JsonPrimitive(of) } ?: JsonNull.INSTANCE)
    }

@Suppress("UNUSED_PARAMETER")
fun nothing(of: Unit): JsonElement = JsonNull.INSTANCE

fun JsonObject.merge(of: JsonElement) = of.asJsonObject.entrySet().forEach { add(it.key, it.value) }

fun JsonObject.put(name: String, value: JsonElement, omits: Boolean) {
    val empty = value.isJsonNull || value.isJsonArray && value.asJsonArray.isEmpty
    if (!omits || !empty) add(name, value)
}

