package customercore

import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout

/** Lists and files as flows, work in batches, and work that is stopped. */
class FlowTest {
    private val people = (1..25).map { "Person %02d".format(it) }

    private fun rows(count: Int) = buildString {
        append("full_name,email\n")
        for (row in 1..count) append("Person $row,person$row@example.com\n")
    }.encodeToByteArray()

    // Dec.10: the answers are those of every language.
    @Test
    fun `a flow goes over all pages, in order, and begins anew`() = atDesk { session ->
        session.named(*people.toTypedArray())
        val listing = CustomerListing(sort = CustomerSort.NAME, limit = 7u)
        val names = session.customers(listing).map { it.displayName }
        assertEquals(people, names.toList())
        assertEquals(people, names.toList(), "a flow is cold")
        assertEquals(people.reversed(), session.customers(listing.copy(descending = true)).map { it.displayName }.toList())
        assertEquals(people.size, session.customers().count())
        assertEquals(people.take(3), names.take(3).toList())
        assertEquals(0, session.customers(CustomerListing(text = "nobody of this name")).count())
    }

    @Test
    fun `a flow reads no page that nobody asks for`() = test {
        CustomerBook.openInMemory().useBook { book ->
            book.addFirstAdministrator(ada)
            book.asAda { own ->
                own.named(*people.toTypedArray())
                val before = book.stats().reads
                own.customers(CustomerListing(limit = 5u)).take(3).collect()
                assertEquals(before + 1uL, book.stats().reads)
            }
        }
    }

    @Test
    fun `a search is a flow too, and its exceptions come where it is collected`() = atDesk { session ->
        session.named("Anna Müller", "Anna Alm", "Bo")
        assertEquals(2, session.hits("anna").count())
        assertEquals("Anna Müller", session.hits(CustomerSearch(text = "mueller", limit = 1u)).first().customer.displayName)
        val broken = session.customers(CustomerListing(after = "no cursor"))
        assertEquals(Rule.NOT_A_CURSOR, assertFailsWith<CustomerCoreException.Invalid> { broken.toList() }.violations.single().rule)
    }

    @Test
    fun `the change log is followed from an entry on`() = atDesk { session ->
        repeat(3) { session.named(*people.toTypedArray()) }
        val all = session.changes().toList()
        assertTrue(all.size >= 75)
        assertEquals(all.map { it.seq }.sorted(), all.map { it.seq })
        val anna = session.createCustomer(NewCustomer(fullName = "Anna")).customer
        assertTrue(session.changes(all.last().seq).toList().any { it.subject == anna.id })
        assertTrue(session.changes(customer = anna.id).toList().all { it.subject == anna.id })
        assertEquals(0, session.changes(ULong.MAX_VALUE).count())
    }

    // A2.3: records are brought in from outside.
    @Test
    fun `a file of octets is imported in batches and exported as it was`() = atDesk { session ->
        val options = ImportOptions(batchRows = 10u)
        session.startImport(ImportSource.Octets(rows(25)), options).use { running ->
            val batches = running.batches().toList()
            assertEquals(listOf(10, 10, 5), batches.map { it.rows.size })
            assertTrue(batches.flatMap { it.rows }.all { it.outcome is ImportRowOutcome.Created })
            assertEquals(25uL, running.summary().progress.created)
            assertTrue(running.summary().finished)
            assertEquals(0, running.batches().count(), "all is done")
        }
        val columns = listOf(ExportColumn.FULL_NAME, ExportColumn.EMAIL)
        val written = session.exportCustomers(ExportOptions(columns = columns)).use { running ->
            running.chunks().toList().reduce { all, chunk -> all + chunk }
        }
        val lines = { text: ByteArray -> text.decodeToString().lines().filter { it.isNotEmpty() }.sorted() }
        assertEquals(lines(rows(25)), lines(written))
    }

    @Test
    fun `a batch answers for every item`() = atDesk { session ->
        val phones = parsePhones(listOf("+49 30 901820", "12", "030 901820"), "DE")
        val (berlin, short, local) = phones
        assertEquals("+4930901820", assertIs<PhoneOutcome.Accepted>(berlin).value.e164)
        assertEquals(Rule.TOO_FEW_DIGITS, assertIs<PhoneOutcome.Refused>(short).violation.rule)
        assertEquals("+4930901820", assertIs<PhoneOutcome.Accepted>(local).value.e164)
        val (anna, nobody) = session.createCustomers(listOf(NewCustomer(fullName = "Anna"), NewCustomer()))
        assertEquals("Anna", session.getCustomer(assertIs<CreateOutcome.Created>(anna).id).fullName)
        val rejected = assertIs<CreateOutcome.Rejected>(nobody).error
        assertEquals("name", assertIs<CustomerCoreException.Invalid>(rejected).violations.single().field)
    }

    @Test
    fun `a job stops an import, and what was done is done`() = atDesk { session ->
        val options = ImportOptions(batchRows = 10u)
        session.startImport(ImportSource.Octets(rows(25)), options).use { running ->
            running.batches().first()
            assertEquals(10uL, running.job().progress().rows)
            running.job().cancel()
            assertTrue(running.job().isCancelled())
            assertFailsWith<CustomerCoreException.Cancelled> { running.nextBatch() }
        }
        assertEquals(10uL, session.countCustomers().active)
        JobHandle().use { job ->
            job.cancel()
            assertFailsWith<CustomerCoreException.Cancelled> {
                val folder = Files.createTempDirectory("customercore").also { it.toFile().deleteOnExit() }
                session.exportToFile(folder.resolve("all.csv").toString(), ExportOptions(), false, job)
            }
        }
    }

    @Test
    fun `cancelling a coroutine cancels its import, and waits for the end of the batch`() = inFolder { folder ->
        atDeskOf(CustomerBook.openInMemory()) { session ->
            coroutineScope {
                SlowFile(folder).use { file ->
                    val running = session.startImport(file.source, ImportOptions(batchRows = 10_000u))
                    val job = running.job()
                    val collecting = launch(Dispatchers.Default) { running.batches().collect() }
                    file.untilABatchReads()
                    collecting.cancel()
                    until { job.isCancelled() }
                    delay(100) // who did not wait for the batch would be back by now
                    assertFalse(collecting.isCompleted, "the batch still reads its file")
                    file.close()
                    withTimeout(PATIENCE) { collecting.join() }
                    assertFailsWith<CustomerCoreException.Cancelled> { running.nextBatch() }
                    job.close()
                    running.close()
                }
            }
            assertEquals(0uL, session.countCustomers().active, "nothing of the batch")
        }
    }

    @Test
    fun `a cancelled coroutine does not begin a batch`() = atDesk { session ->
        session.startImport(ImportSource.Octets(rows(3))).use { running ->
            coroutineScope {
                launch {
                    coroutineContext.cancel()
                    running.batches().collect()
                }
            }
            assertFalse(running.job().use { it.isCancelled() })
            assertEquals(0uL, running.summary().progress.rows)
        }
    }

    @Test
    fun `a cancelled coroutine closes its book`() = inFolder { folder ->
        val opened = CompletableDeferred<Session>()
        val working = launch(Dispatchers.Default) {
            CustomerBook.open(folder.resolve("customers.db").toString()).useBook { book ->
                book.addFirstAdministrator(ada)
                opened.complete(book.session(ada))
                throw assertFailsWith<CancellationException> { CompletableDeferred<Unit>().await() }
            }
        }
        val session = opened.await()
        working.cancelAndJoin()
        assertFailsWith<CustomerCoreException.Closed> { session.listCustomers() }
        session.close()
    }
}
