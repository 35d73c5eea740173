package customercore

import kotlin.io.path.div
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlin.time.measureTime
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull

/** Calls that wait for others, and those that do not. */
class WaitTest {
    private fun rows(count: Int) = buildString {
        append("full_name,email\n")
        for (row in 1..count) append("Person $row,person$row@example.com\n")
    }.encodeToByteArray()

    /** A batch of ten thousand rows is being written, and the turn to write is taken. */
    private suspend fun whileABatchIsWritten(path: String, work: suspend CoroutineScope.(Session, Import) -> Unit) =
        CustomerBook.open(path).useBook { book ->
            book.addFirstAdministrator(ada)
            book.asAda { session ->
                val options = ImportOptions(batchRows = 10_000u)
                session.startImport(ImportSource.Octets(rows(10_000)), options).use { running ->
                    coroutineScope {
                        val batch = async(Dispatchers.Default) { runCatching { running.nextBatch() } }
                        // It has taken its turn when a write waits for it.
                        var probe = launch(Dispatchers.Default) { session.named("Probe") }
                        while (withTimeoutOrNull(200.milliseconds) { probe.join() } != null) {
                            assertTrue(batch.isActive, "the batch was too fast for this test")
                            probe = launch(Dispatchers.Default) { session.named("Probe") }
                        }
                        work(session, running)
                        batch.await()
                    }
                }
            }
        }

    @Test
    fun `a job, a summary and progress are told while a batch is at work`() = inFolder { folder ->
        whileABatchIsWritten((folder / "customers.db").toString()) { _, running ->
            val took = measureTime {
                assertEquals(0uL, running.summary().progress.rows)
                running.job().use { job ->
                    assertEquals(0uL, job.progress().rows)
                    job.cancel()
                }
            }
            assertTrue(took < 100.milliseconds, "$took")
            assertFailsWith<CustomerCoreException.Cancelled> { running.nextBatch() }
            assertEquals(0uL, running.summary().progress.rows, "the batch was stopped")
        }
    }

    @Test
    fun `an export tells how far it is`() = atDesk { session ->
        session.named("Anna", "Bo")
        session.exportCustomers().use { running ->
            assertEquals(0uL, running.progress().rows)
            running.nextChunk()
            assertEquals(2uL, running.progress().rows)
        }
    }

    @Test
    fun `reads do not wait for writes that wait`() = inFolder { folder ->
        whileABatchIsWritten((folder / "customers.db").toString()) { session, running ->
            val writes = (1..8).map { launch(Dispatchers.Default) { session.named("Writer $it") } }
            delay(100)
            val took = measureTime { repeat(5) { session.listCustomers() } }
            assertEquals(0uL, running.summary().progress.rows, "the batch is still at work")
            assertTrue(writes.all { it.isActive }, "and the writes wait for it")
            assertTrue(took < 1.seconds, "$took")
            running.job().use { it.cancel() }
            writes.joinAll()
        }
    }

    @Test
    fun `a call that was cancelled before its turn is not made`() = inFolder { folder ->
        whileABatchIsWritten((folder / "customers.db").toString()) { session, running ->
            val writes = (1..20).map { launch(Dispatchers.Default) { session.named("Writer $it") } }
            delay(200)
            writes.forEach { it.cancelAndJoin() }
            running.job().use { it.cancel() }
            withTimeout(30.seconds) { session.named("Last") }
            val written = session.listCustomers(CustomerListing(text = "writer")).items.size
            assertTrue(written <= 4, "$written of 20 were written: those alone that had begun to wait for their turn")
        }
    }

    @Test
    fun `calls may be cancelled at any moment`() = atDesk { session ->
        session.named("Anna", "Bo")
        coroutineScope {
            for (each in 0 until 500) {
                val search = launch(Dispatchers.Default) {
                    assertEquals(1, session.searchCustomers(CustomerSearch(text = "anna")).items.size)
                }
                delay((each % 50 * 20).microseconds)
                search.cancelAndJoin()
            }
        }
        assertEquals(1, session.searchCustomers(CustomerSearch(text = "anna")).items.size)
    }

    @Test
    fun `long work does not stop what is short`() = inFolder { folder ->
        CustomerBook.open((folder / "customers.db").toString()).useBook { book ->
            book.addFirstAdministrator(ada)
            book.asAda { session ->
                val options = ImportOptions(batchRows = 10_000u)
                val running = (1..6).map { session.startImport(ImportSource.Octets(rows(10_000)), options) }
                val batches = running.map { launch(Dispatchers.Default) { runCatching { it.nextBatch() } } }
                delay(100)
                val began = TimeSource.Monotonic.markNow()
                session.listCustomers()
                assertTrue(began.elapsedNow() < 1.seconds, "${began.elapsedNow()}")
                assertTrue(batches.all { it.isActive })
                running.forEach { of -> of.job().use { it.cancel() } }
                batches.joinAll()
                running.forEach { it.close() }
            }
        }
    }
}
