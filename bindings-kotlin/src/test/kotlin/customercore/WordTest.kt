package customercore

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** What is told to people and logs: words, codes, messages, and what a record shows of itself. */
class WordTest {
    @Test
    fun `the message of an error is the one of every language`() = atDesk { session ->
        val bad = NewCustomer(email = "nobody", phone = NewPhone("12"))
        val thrown = assertFailsWith<CustomerCoreException> { session.createCustomer(bad) }
        val rules = listOf("`name` breaks the rule `required`", "`email` breaks the rule `no_at_sign`")
        val last = "`phone` breaks the rule `too_few_digits` (limit 4)"
        assertEquals("invalid input: ${(rules + last).joinToString()}", thrown.message)
        assertTrue(thrown.stackTraceToString().startsWith("customercore.CustomerCoreException\$Invalid: invalid input"))
        assertEquals("the book is closed", CustomerCoreException.Closed().message)
    }

    // Dec.10: the answers are those of every language.
    @Test
    fun `words and codes are those of every language`() = atDesk { session ->
        val thrown = assertFailsWith<CustomerCoreException.Invalid> { session.createCustomer(NewCustomer(email = "nobody")) }
        assertEquals("invalid", thrown.code)
        assertEquals("no_at_sign", thrown.violations.last().rule.word)
        assertEquals(Permission.CUSTOMER_VIEW, Permission.ofWord("customer.view"))
        assertEquals(null, Permission.ofWord("CUSTOMER_VIEW"))
        for (rule in Rule.entries) assertEquals(rule, Rule.ofWord(rule.word))
        assertEquals("not_found", CustomerCoreException.NotFound("customer").code)
        assertEquals("not_a_customer", MatchOutcome.NotACustomer(NotACustomerReason.entries.first()).word)
        assertEquals("3.0", CardVersion.ofWord("3.0")?.word)
    }

    @Test
    fun `what has a usual value can be left out`() = atDesk { session ->
        val options = ImportOptions(batchRows = 10u)
        assertEquals(FileOptions(), options.file)
        assertEquals(ExistingRows.UPDATE, options.existing)
        assertEquals(GrantEffect.ALLOW, Grant(Permission.CUSTOMER_VIEW).effect)
        assertEquals(GrantScope.BOOK, Grant(Permission.CUSTOMER_VIEW).scope)
        assertEquals(CustomerSort.NAME, CustomerListing().sort)
        assertEquals(CustomerKind.PERSON, NewCustomer().kind)
        assertEquals(SenderSettings(), Settings().senders)
        assertEquals(Settings(), session.getSettings().copy(version = 0uL, updatedAt = null))
        assertEquals(listOf(InteractionKind.TICKET, InteractionKind.CHAT), Settings().deleteBlockedBy)
        assertEquals(emptyList(), EffectivePermissions().book)
    }

    // T39: what a record says of a person is not printed.
    @Test
    fun `what a record says of a person is not shown in logs`() = atDesk { session ->
        val new = NewCustomer(
            fullName = "Anna Geheim", email = "anna@secret.example", phone = NewPhone("+49 30 901820"),
            contacts = listOf(NewContact(label = "secretly at home")), city = "secret town",
        )
        val secrets = listOf("Geheim", "secret", "901820")
        val anna = session.createCustomer(new).customer
        val page = session.listCustomers()
        val answers = listOf(
            new, anna, page, anna.contacts, session.searchCustomers(CustomerSearch(text = "geheim")), CustomerListing(text = "geheim secret"),
            CustomerPatch(fullName = "Geheim"), session.findByAddress(NewPoint.Email(NewEmail("anna@secret.example"))),
            session.matchCall(callFrom("+49 30 901820", "call 1", java.time.Instant.now())),
            NewPoint.Phone(NewPhone("+49 30 901820")), parsePhone("+49 30 901820"), ShownValue.Masked("secret"),
            CustomerSearch(filter = Filter.Field(FieldCondition(CustomerField.FULL_NAME, FieldTest.Is(listOf("Geheim"))))),
        )
        for (answer in answers) {
            for (secret in secrets) assertFalse(secret in "$answer", "$answer")
        }
        assertTrue("${anna.id}" in "$anna" && "version=1" in "$anna", "$anna")
    }
}
