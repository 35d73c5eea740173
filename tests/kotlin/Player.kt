// Does what the runner of the vectors says, line by line, with the package `customercore`.

package customercore.player

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import customercore.*
import kotlinx.coroutines.runBlocking

private val books = HashMap<Int, CustomerBook>()
private val sessions = HashMap<Int, Session>()
private var made = 0

private suspend fun act(of: JsonObject): JsonElement {
    val args = of["args"]
    return when (of["do"].asString) {
        "free" -> free(of["call"].asString, args)
        "open" -> {
            val path = of["path"].present()?.asString
            made += 1
            books[made] = if (path == null) CustomerBook.openInMemory() else CustomerBook.open(path)
            JsonPrimitive(made)
        }
        "drop" -> {
            books.remove(of["book"].asInt)!!.use { it.closeBook() }
            JsonNull.INSTANCE
        }
        "book" -> callCustomerBook(books[of["book"].asInt]!!, of["call"].asString, args)
        "session" -> openSession(of)
        else -> {
            val session = sessions[of["session"].asInt]!!
            when (of["call"].asString) {
                "import_customers" -> importText(session, args.asJsonObject)
                "export_customers" -> exportLines(session, args.asJsonObject)
                else -> callSession(session, of["call"].asString, args)
            }
        }
    }
}

private suspend fun openSession(of: JsonObject): JsonElement {
    val book = books[of["book"].asInt]!!
    val actor = givenActor(of["actor"])
    val narrowing = of["narrowing"].present()?.let { givenNarrowing(it) }
    val groups = of["groups"].present()?.asJsonArray?.map { it.asString }
    val session = if (groups == null) book.sessionNarrowed(actor, narrowing) else book.sessionInGroups(actor, groups, narrowing)
    made += 1
    sessions[made] = session
    return JsonPrimitive(made)
}

private suspend fun importText(session: Session, args: JsonObject): JsonElement {
    val options = args["options"].present()?.let { givenImportOptions(it) }
    val running = session.startImport(ImportSource.Octets(args["text"].asString.toByteArray()), options)
    val rows = JsonArray()
    while (true) {
        val batch = running.nextBatch() ?: break
        batch.rows.forEach { rows.add(toldImportRow(it)) }
    }
    return JsonObject().also {
        it.add("rows", rows)
        it.add("summary", toldImportSummary(running.summary()))
    }
}

private suspend fun exportLines(session: Session, args: JsonObject): JsonElement {
    val options = args["options"].present()?.let { givenExportOptions(it) }
    val running = session.exportCustomers(options)
    var octets = byteArrayOf()
    while (true) octets += (running.nextChunk() ?: break).bytes
    val lines = octets.decodeToString().removeSuffix("\n").removeSuffix("\r").split("\r\n", "\n")
    return one("lines", list(lines.filter { it.isNotEmpty() || lines.size > 1 }) { JsonPrimitive(it) })
}

fun main() = runBlocking {
    for (line in generateSequence(::readLine)) {
        val answer =
            try {
                one("answer", act(JsonParser.parseString(line).asJsonObject))
            } catch (raised: CustomerCoreException) {
                one("error", toldError(raised))
            } catch (raised: CannotSay) {
                one("cannot_say", JsonPrimitive(raised.message))
            } catch (raised: Exception) {
                one("trouble", JsonPrimitive(raised.toString()))
            }
        println(answer)
    }
}
