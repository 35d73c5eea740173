package customercore

import java.time.Instant
import java.time.OffsetDateTime
import java.time.ZoneOffset
import java.util.UUID
import kotlin.io.path.div
import kotlin.io.path.exists
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** The habits of Kotlin: data classes, null, exceptions, numbers, times, handles that are closed. */
class BookTest {
    // Dec.10: the answers are those of every language.
    @Test
    fun `names of every script come back as they were`() = atDesk { session ->
        for (name in listOf("Ärger Öztürk", "山田太郎", "עברית שלום", "👩‍👩‍👧 Familie", "e\u0301")) {
            val written = session.createCustomer(NewCustomer(fullName = name, email = "a@example.com")).customer
            val found = session.getCustomer(written.id)
            assertEquals(written, found)
            assertEquals(found.displayName, found.fullName)
            assertTrue(session.listCustomers(CustomerListing(text = name)).items.any { it.id == written.id }, name)
        }
        val surrogates = session.createCustomer(NewCustomer(fullName = "😀 Ada")).customer
        assertEquals("😀 Ada", session.getCustomer(surrogates.id).fullName)
    }

    @Test
    fun `what is absent is null and what is empty is empty, both ways`() = atDesk { session ->
        val bare = session.createCustomer(NewCustomer(fullName = "Anna", contacts = emptyList())).customer
        assertNull(bare.email)
        assertNull(bare.lastContactAt)
        assertEquals(emptyList(), bare.contacts)
        assertEquals(emptyList(), session.createCustomers(emptyList()))
        assertEquals(emptyList(), parsePhones(emptyList()))
        val named = NewContact(label = "home", phones = listOf(NewPhone("+49 30 901820")))
        val full = session.createCustomer(NewCustomer(fullName = "Bo", city = "Bonn", contacts = listOf(named))).customer
        assertEquals("home", full.contacts.single().label)
        val changed = session.updateCustomer(full.id, full.version, CustomerPatch(city = "")).customer
        assertNull(changed.city, "blank clears")
        assertEquals("Bo", changed.fullName, "null leaves")
    }

    // Dec.10: the answers are those of every language.
    @Test
    fun `bad input is an exception that names every rule`() = atDesk { session ->
        val bad = NewCustomer(email = "nobody", phone = NewPhone("12"))
        val thrown = assertFailsWith<CustomerCoreException.Invalid> { session.createCustomer(bad) }
        val rules = listOf("name" to Rule.REQUIRED, "email" to Rule.NO_AT_SIGN, "phone" to Rule.TOO_FEW_DIGITS)
        assertEquals(rules, thrown.violations.map { it.field to it.rule })
        assertEquals(4u, thrown.violations.last().limit)
        assertFalse("nobody" in thrown.toString(), "an exception can be logged")
        val region = assertFailsWith<CustomerCoreException.Invalid> { parsePhone("030 901820", "Germany") }
        assertEquals(Rule.UNKNOWN_REGION, region.violations.single().rule)
    }

    // Dec.11, F5.1: who was granted nothing may do nothing.
    @Test
    fun `not found, in conflict, denied and closed have types of their own`() = test {
        CustomerBook.openInMemory().use { book ->
            book.addFirstAdministrator(ada)
            val session = book.session(ada)
            val missing = assertFailsWith<CustomerCoreException.NotFound> { session.getCustomer(UUID.randomUUID()) }
            assertEquals("customer", missing.what)
            val anna = session.createCustomer(NewCustomer(fullName = "Anna")).customer
            val late = assertFailsWith<CustomerCoreException.Conflict> {
                session.updateCustomer(anna.id, anna.version + 7uL, CustomerPatch(city = "Bonn"))
            }
            assertEquals(ConflictReason.VERSION, late.reason)
            book.sessionInGroups(Actor("a-2", "Bo", ActorKind.AGENT), listOf("viewer")).use { viewer ->
                assertEquals("Anna", viewer.getCustomer(anna.id).fullName)
                val denied = assertFailsWith<CustomerCoreException.Denied> { viewer.deleteCustomer(anna.id) }
                assertEquals(listOf(Permission.CUSTOMER_DELETE), denied.missing)
            }
            book.closeBook()
            assertFailsWith<CustomerCoreException.Closed> { session.getCustomer(anna.id) }
            assertFailsWith<CustomerCoreException.Closed> { session.getCustomerBlocking(anna.id) }
            assertFailsWith<CustomerCoreException.Closed> { book.asAda { it.listCustomers() } }
            session.close()
            // A handle that was let go of is a mistake of the program, and not a state of the book.
            assertFailsWith<IllegalStateException> { session.getCustomer(anna.id) }
        }
    }

    @Test
    fun `numbers have 64 bits`() = atDesk { session ->
        val anna = session.createCustomer(NewCustomer(fullName = "Anna")).customer
        assertEquals(1uL, anna.version)
        assertEquals(2uL, session.updateCustomer(anna.id, 1uL, CustomerPatch(city = "Bonn")).customer.version)
        for (version in listOf(0uL, ULong.MAX_VALUE)) {
            val stale = CustomerPatch(city = "Köln")
            assertFailsWith<CustomerCoreException.Conflict> { session.updateCustomer(anna.id, version, stale) }
        }
        for (after in listOf(Long.MAX_VALUE.toULong(), Long.MAX_VALUE.toULong() + 1uL, ULong.MAX_VALUE)) {
            assertEquals(emptyList(), session.listChanges(after, null, 500u))
        }
        assertFailsWith<CustomerCoreException.Invalid> { session.listChanges(0uL, null, UInt.MAX_VALUE) }
    }

    // Dec.10: the answers are those of every language.
    @Test
    fun `times keep their milliseconds, wherever they were taken`() = atDesk { session ->
        session.setCreationModes(call = CreationMode.AUTOMATIC)
        val inTokyo = OffsetDateTime.of(2026, 1, 1, 8, 59, 59, 123_000_000, ZoneOffset.ofHours(9)).toInstant()
        val before1970 = Instant.parse("1969-07-20T20:17:40.001Z")
        for ((at, text) in listOf(inTokyo to "2025-12-31T23:59:59.123Z", before1970 to "1969-07-20T20:17:40.001Z")) {
            val answer = session.matchCall(callFrom("+49 30 901820", "call $text", at))
            assertTrue(answer.applied)
            val customer = session.findByAddress(NewPoint.Phone(NewPhone("+4930901820"))).single()
            val kept = session.listInteractions(customer.id, 10u).items.single { it.externalId == "call $text" }
            assertEquals(Instant.parse(text), kept.at)
        }
        val anna = session.createCustomer(NewCustomer(fullName = "Anna")).customer
        assertEquals(0, anna.createdAt.nano % 1_000_000)
        assertTrue(anna.createdAt in Instant.now().minusSeconds(60)..Instant.now().plusMillis(1))
        val far = callFrom("+49 30 901820", "far", Instant.MAX)
        assertFailsWith<CustomerCoreException> { session.matchCall(far) }
    }

    @Test
    fun `a time is the millisecond that has begun, before 1970 too`() = atDesk { session ->
        session.setCreationModes(call = CreationMode.AUTOMATIC)
        val times = mapOf(
            "2026-01-01T00:00:00.123999999Z" to "2026-01-01T00:00:00.123Z",
            "2026-01-01T00:00:00.999999Z" to "2026-01-01T00:00:00.999Z",
            "1970-01-01T00:00:00.000999Z" to "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59.500Z" to "1969-12-31T23:59:59.500Z",
            "1969-12-31T23:59:59.999999Z" to "1969-12-31T23:59:59.999Z",
            "1969-12-31T23:59:58.001Z" to "1969-12-31T23:59:58.001Z",
            "0099-03-04T05:06:07.008Z" to "0099-03-04T05:06:07.008Z",
        )
        for ((given, kept) in times) {
            assertTrue(session.matchCall(callFrom("+49 30 901820", given, Instant.parse(given))).applied, given)
            val customer = session.findByAddress(NewPoint.Phone(NewPhone("+4930901820"))).single()
            val linked = session.listInteractions(customer.id, 10u).items.single { it.externalId == given }
            assertEquals(Instant.parse(kept), linked.at)
        }
    }

    @Test
    fun `what waits has a blocking twin`() = test {
        CustomerBook.openInMemory().use { book ->
            book.addFirstAdministratorBlocking(ada)
            book.sessionBlocking(ada).use { session ->
                val anna = session.createCustomerBlocking(NewCustomer(fullName = "Anna")).customer
                assertEquals(session.getCustomerBlocking(anna.id), session.getCustomer(anna.id))
                assertEquals("Anna", session.listCustomersBlocking().items.single().displayName)
                assertFailsWith<CustomerCoreException.Invalid> { session.createCustomerBlocking(NewCustomer()) }
            }
            book.closeBookBlocking()
        }
    }

    @Test
    fun `records are data classes`() = atDesk { session ->
        val listing = CustomerListing(limit = 7u)
        assertEquals(listing, listing.copy())
        assertEquals(7u, listing.copy(descending = true).limit)
        val settings = session.getSettings()
        assertEquals(settings, session.getSettings())
        val set = session.updateSettings(settings.copy(defaultRegion = "DE"))
        assertEquals("DE", set.defaultRegion)
        assertNotNull(session.createCustomer(NewCustomer(fullName = "A", phone = NewPhone("030 901820"))).customer.phone)
    }

    @Test
    fun `use lets go of the file`() = inFolder { folder ->
        val path = folder / "customers.db"
        CustomerBook.open(path.toString()).use { book ->
            book.addFirstAdministrator(ada)
            book.asAda { it.named("Anna") }
            assertTrue((folder / "customers.db-wal").exists())
        }
        assertFalse((folder / "customers.db-wal").exists(), "the file alone is the book")
        CustomerBook.openBlocking(path.toString()).useBook { book ->
            val left = book.session(ada) // never closed: useBook closes the book all the same
            assertEquals(1uL, left.countCustomers().active)
        }
        assertFalse((folder / "customers.db-wal").exists())
    }

    @Test
    fun `useBook closes after an exception, and hands it on`() = inFolder { folder ->
        val path = folder / "customers.db"
        val thrown = assertFailsWith<IllegalStateException> {
            CustomerBook.open(path.toString()).useBook { error("no") }
        }
        assertEquals("no", thrown.message)
        assertFalse((folder / "customers.db-wal").exists())
    }

    @Test
    fun `a sleeping book is one file, and wakes by itself`() = inFolder { folder ->
        CustomerBook.open((folder / "customers.db").toString()).useBook { book ->
            book.addFirstAdministrator(ada)
            book.asAda { session ->
                session.named("Anna")
                book.suspend()
                assertFalse((folder / "customers.db-wal").exists())
                assertEquals("Anna", session.listCustomers().items.single().displayName)
            }
        }
    }

    @Test
    fun `a file that is no book is refused and left as it is`() = inFolder { folder ->
        val garbage = ByteArray(9_000) { (it * 31).toByte() }
        val path = (folder / "holiday.jpg").also { it.writeBytes(garbage) }
        val thrown = assertFailsWith<CustomerCoreException.Storage> { CustomerBook.open(path.toString()) }
        assertTrue(thrown.kind in setOf(StorageKind.FOREIGN_FILE, StorageKind.CORRUPT), "${thrown.kind}")
        assertContentEquals(garbage, path.readBytes())
        assertEquals(listOf("holiday.jpg"), folder.toFile().list()!!.toList())
        val nowhere = folder / "no such folder" / "customers.db"
        assertFailsWith<CustomerCoreException.Storage> { CustomerBook.openBlocking(nowhere.toString()) }
    }
}
