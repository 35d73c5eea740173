"""Does the comparison see what it is for? Each test breaks a copy of one side.

    python3 -m unittest discover --start-directory tests/parity --top-level-directory tests

It takes the core's JSON as `scripts/parity` wrote it, and the sources of the phones as uniffi did.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from parity import phone_side, run, tokens

ROOT = Path(__file__).resolve().parents[2]
PLACES = {name: ROOT / place for name, place in run.PLACES.items()}


@unittest.skipUnless(all(of.exists() for of in PLACES.values()), "a side is not built")
class Broken(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def copy(self, side: str) -> Path:
        of = PLACES[side]
        if of.is_file():
            return Path(shutil.copy(of, self.folder))
        leave = shutil.ignore_patterns("*.so", "__pycache__")
        return Path(shutil.copytree(of, self.folder / of.name, ignore=leave))

    def told(self, side: str, pattern: str, by: str, file: str = "") -> list[str]:
        """What is told when the first place that a pattern finds says something else."""
        place = self.copy(side)
        path = place / file if file else place
        text, count = re.subn(pattern, by, path.read_text(), count=1)
        self.assertEqual(count, 1, f"{pattern} is not there")
        path.write_text(text)
        told, is_good = run.report({**PLACES, side: place}, [side])
        self.assertFalse(is_good)
        return told.split("\n")[:-1]

    def told_again(self, side: str, pattern: str, by: str, file: str = "") -> list[str]:
        self.doCleanups()
        self.setUp()
        return self.told(side, pattern, by, file)

    def test_as_it_is_nothing_is_missing(self) -> None:
        told, is_good = run.report(PLACES)
        self.assertTrue(is_good, told)
        self.assertRegex(told, r"^[1-9][0-9]{3} names, 4 languages, 0 missing$")

    def test_python_without_a_method(self) -> None:
        told = self.told("python", r"def log_head\(self\)", "def log_heads(self)", "_native.pyi")
        self.assertIn(
            "python: lacks Session.log_head (Session.log_head); it has Session.log_heads", told
        )
        self.assertIn("python: has Session.log_heads, which the core does not know", told)
        self.assertEqual(len(told), 2)

    def test_python_with_arguments_in_another_order(self) -> None:
        told = self.told("python", r"id: UUID, version: int", "version: int, id: UUID", "_native.pyi")
        self.assertIn(
            "python: Session.update_customer(id) is argument 2, and 1 in the core"
            " (Session.update_customer(id))",
            told,
        )

    def test_python_with_another_field_word_and_form(self) -> None:
        told = self.told("python", r"\n    full_name: ", "\n    fullname: ", "_records.py")
        self.assertTrue(any(".fullname, which" in line for line in told), told)
        told = self.told_again("python", r'AGENT = "agent"', 'AGENT = "agents"', "_records.py")
        self.assertEqual(
            told, ["python: ActorKind.AGENT is `agents`, and `agent` in the core (ActorKind.Agent)"]
        )
        told = self.told_again("python", r"\n    AddressOutcomeRejected,\n]", "\n]", "_records.py")
        self.assertIn(
            "python: lacks AddressOutcome|AddressOutcomeRejected (AddressOutcome.Rejected)", told
        )

    def test_python_that_does_not_export(self) -> None:
        told = self.told("python", r"    parse_phone,\n", "", "__init__.py")
        self.assertTrue(told[0].startswith("python: lacks parse_phone (parse_phone)"), told)
        told = self.told_again("python", r'    "Violation",\n', "", "_records.py")
        self.assertIn("python: lacks Violation (Violation)", told)

    def test_python_that_imports_and_does_not_list(self) -> None:
        told = self.told("python", r'    "operations",\n', "", "__init__.py")
        self.assertEqual(told, ["python: lacks operations (operations)"])
        told = self.told_again("python", r"__all__ \+= _errors\.__all__\n", "", "__init__.py")
        self.assertIn("python: lacks ClosedError (Error.Closed)", told)

    def test_python_with_none_where_the_core_has_none(self) -> None:
        pattern = r"def get_customer\(self, id: UUID\)"
        told = self.told("python", pattern, "def get_customer(self, id: UUID | None)", "_native.pyi")
        self.assertEqual(
            told,
            [
                "python: Session.get_customer(id) may be absent, and cannot be in the core"
                " (Session.get_customer(id))"
            ],
        )

    def test_node(self) -> None:
        told = self.told("node", r"\n  logHead\(\): Promise<LogHead>;", "")
        self.assertEqual(told, ["node: lacks Session.logHead (Session.log_head)"])
        told = self.told_again("node", r"\| 'agent'", "| 'agents'")
        self.assertIn("node: lacks ActorKind|agent (ActorKind.Agent)", told[0])
        told = self.told_again("node", r"kind: 'found'; customers: ", "kind: 'found'; customer: ")
        self.assertIn("node: lacks AddressOutcome|found.customers", told[0])
        told = self.told_again("node", r"regionOrigin: RegionOrigin;", "regionOrigin: RegionOrigin | null;")
        self.assertIn("Phone.regionOrigin may be absent", told[0])
        told = self.told_again("node", r"(interface SettingsInput \{[^}]*?)\n  maxContacts\?: number;", r"\1")
        self.assertIn("node: has SettingsInput, which the core does not know", told)
        told = self.told_again("node", r"getCustomer\(id: ", "getCustomer(customer: ")
        self.assertIn("node: lacks Session.getCustomer(id)", told[0])

    def test_a_member_of_another_type_does_not_count(self) -> None:
        # `customers` is a field of many types, and a word in comments.
        told = self.told("swift", r"case found\(([^)]*)customers: ", r"case found(\1found: ")
        self.assertIn("swift: lacks AddressOutcome.found.customers", told[0])
        told = self.told_again("kotlin", r"override fun `isCancelled`\(", "override fun `isStopped`(")
        self.assertIn("kotlin: lacks JobHandle.isCancelled (Job.is_cancelled)", told)

    def test_swift(self) -> None:
        told = self.told("swift", r"open func logHead\(\)async", "open func logHeads()async")
        self.assertIn("swift: lacks Session.logHead (Session.log_head)", told[0])
        told = self.told_again("swift", r"open func logHeadBlocking\(", "func logHeadBlocking(")
        self.assertIn("swift: lacks Session.logHeadBlocking (Session.log_head)", told[0])
        told = self.told_again("swift", r"\n    case facebookPsid = [^\n]*\n", "\n")
        self.assertIn("swift: lacks HandleChannel.facebookPsid (HandleChannel.FacebookPsid)", told[0])
        told = self.told_again("swift", r"public var fullName: String\?", "public var fullName: String")
        self.assertIn("fullName cannot be absent, and may be in the core", told[0])

    def test_kotlin(self) -> None:
        told = self.told("kotlin", r"override suspend fun `logHead`", "override suspend fun `logHeads`")
        self.assertIn("kotlin: lacks Session.logHead (Session.log_head)", told[0])
        told = self.told_again("kotlin", r"\n    FACEBOOK_PSID[^\n]*", "")
        self.assertIn("kotlin: lacks HandleChannel.FACEBOOK_PSID", told[0])
        told = self.told_again("kotlin", r"(?s)(class NotFound\(.*?val )`what`", r"\1`which`")
        self.assertIn("kotlin: lacks CustomerCoreException.NotFound.what", told[0])
        more = r"data class Mood(val `colour`: kotlin.String)\ndata class PointFlags "
        told = self.told_again("kotlin", r"data class PointFlags ", more)
        self.assertEqual(
            told,
            [f"kotlin: has {each}, which the core does not know" for each in ("Mood", "Mood.colour")],
        )

    def test_the_words_of_the_phones(self) -> None:
        told = self.told("swift", 'case facebookPsid = "facebook_psid"', 'case facebookPsid = "facebookPsid"')
        self.assertIn("swift: HandleChannel.facebookPsid is `facebookPsid`, and `facebook_psid` in", told[0])
        told = self.told_again("swift", 'case .Closed: "closed"', 'case .Closed: "close"')
        self.assertIn("swift: CustomerCoreError.Closed is `close`, and `closed` in the core", told[0])
        told = self.told_again("kotlin", r'FACEBOOK_PSID\("facebook_psid"\)', 'FACEBOOK_PSID("facebook")')
        self.assertIn("kotlin: HandleChannel.FACEBOOK_PSID is `facebook`, and `facebook_psid` in", told[0])
        told = self.told_again("kotlin", 'is NotACustomer -> "not_a_customer"', 'is NotACustomer -> "no"')
        self.assertIn("kotlin: MatchOutcome.NotACustomer is `no`, and `not_a_customer` in", told[0])

    def test_a_core_that_knows_more(self) -> None:
        doc = json.loads(PLACES["core"].read_text())
        [method] = [of for of in doc["index"].values() if of["name"] == "log_head"]
        method["name"] = "log_heads"
        path = self.folder / "core.json"
        path.write_text(json.dumps(doc))
        told, is_good = run.report({**PLACES, "core": path})
        self.assertFalse(is_good)
        for language in run.READERS:
            self.assertIn(f"{language}: lacks Session.log", told)


class Tokens(unittest.TestCase):
    def words(self, text: str, *, nested: bool = True) -> list[str]:
        return [token.text for token in tokens.tokens(text, nested=nested)]

    def test_comments_and_texts_declare_nothing(self) -> None:
        self.assertEqual(self.words("a /* b /* c */ d */ e // f\n g"), ["a", "e", "g"])
        self.assertEqual(self.words("a /* b /* c */ d", nested=False), ["a", "d"])
        self.assertEqual(self.words('a "fun b() { // c" d'), ["a", "fun b() { // c", "d"])
        self.assertEqual(self.words('`in` a#1\n #if x\nb'), ["in", "a", "#", "1", "b"])

    def test_what_is_added_to_a_type_is_its_own(self) -> None:
        text = "fun <T> Book.use(block: (Book) -> T): T? = use {}\nprivate fun x() {}\nval y = 1"
        with tempfile.NamedTemporaryFile("w", suffix=".kt") as file:
            file.write(text)
            file.flush()
            declared = phone_side.kotlin(Path(file.name))
        self.assertEqual(list(declared), ["Book.use", "Book.use(block)"])
        self.assertTrue(declared["Book.use"].nullable)

    def test_brackets_hold_together(self) -> None:
        of = tokens.tokens("a: Map<B, C>, d: (E, F) -> G = [h, i]", nested=True)
        self.assertEqual(len(tokens.split(of, ",")), 2)
        with self.assertRaises(ValueError):
            tokens.close(tokens.tokens("( ]", nested=True), 0)


if __name__ == "__main__":
    unittest.main()
