"""Eight threads on one book for `STRESS_SECONDS`, in a process of their own: what it holds is then theirs alone."""

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import customer_core as core
import pytest
from conftest import ADA
from customer_core import CustomerBook, CustomerPatch, CustomerSearch, NewCustomer, Session

#: Before so many edits the caches of the book and the arenas of Python are still filling.
WARM_EDITS = 1_000
#: A slow machine may take so many seconds more for its edits.
PATIENCE = 120.0
#: Customers of each thread.
EACH = 25


def test_eight_threads_on_one_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing crashes, nothing is lost, and what the process holds does not grow."""
    run = [sys.executable, __file__, str(tmp_path / "book.db")]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with capsys.disabled():
        print(f"\n{done.stdout.strip()}")


class Stress:
    """The work, and how much of it was done."""

    def __init__(self, session: Session, seconds: float) -> None:
        self.session, self.edits = session, [0] * 8
        now = time.monotonic()
        self.warm_from, self.until = now + seconds / 4, now + seconds
        self.raised: list[BaseException] = []

    def is_over(self) -> bool:
        now = time.monotonic()
        done = sum(self.edits) >= 2 * WARM_EDITS or now > self.until + PATIENCE
        return bool(self.raised) or (now > self.until and done)

    def is_warm(self) -> bool:
        return time.monotonic() > self.warm_from and sum(self.edits) >= WARM_EDITS

    def work(self, at: int) -> None:
        try:
            news = [NewCustomer(full_name=f"T{at} {of}", email=f"t{at}.{of}@example.com") for of in range(EACH)]
            ids = [self.session.create_customer(new).customer.id for new in news]
            while not self.is_over():
                id, city = ids[self.edits[at] % EACH], f"City {self.edits[at]}"
                read = self.session.get_customer(id)
                written = self.session.update_customer(id, read.version, CustomerPatch(city=city))
                assert written.customer.city == city
                assert len(self.session.search_customers(CustomerSearch(text=f"T{at}", limit=5)).items) == 5
                self.edits[at] += 1
        except BaseException as error:  # told at the end
            self.raised.append(error)

    def run(self) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
        """After how many edits the process held how many KiB: when it was warm, and at the end."""
        threads = [threading.Thread(target=self.work, args=(at,)) for at in range(8)]
        for thread in threads:
            thread.start()
        while not self.is_warm() and not self.is_over():
            time.sleep(0.02)
        warm = sum(self.edits), held()
        for thread in threads:
            thread.join()
        if self.raised:
            raise self.raised[0]
        return warm, (sum(self.edits), held())


def held() -> int | None:
    """What the process holds in KiB, as Linux tells it."""
    gc.collect()
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(of for of in status.read_text().splitlines() if of.startswith("VmRSS:"))
    return int(line.split()[1])


def main(path: str) -> None:
    with CustomerBook.open(path, durability=core.Durability.MAY_LOSE_LAST_COMMITS) as book:
        book.add_first_administrator(ADA)
        session = book.session(ADA)
        (warm, before), (edits, after) = Stress(session, float(os.environ.get("STRESS_SECONDS", "3"))).run()
        versions = [session.get_customer(of.id).version - 1 for of in core.iter_customers(session)]
        assert (len(versions), sum(versions)) == (8 * EACH, edits), "an edit is lost"
        assert book.check().problems == []
    print(f"stress: {before} KiB after {warm} edits, {after} KiB after {edits}")
    if before is not None and after is not None:
        assert after <= before + before // 10 + 8 * 1024, "what the process holds grows"


if __name__ == "__main__":
    main(sys.argv[1])
