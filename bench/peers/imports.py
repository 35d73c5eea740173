"""What else puts customers into a SQLite file: `imports.py ROWS COUNT WAY` prints name, rows, ns CPU and
ns wall a row. Nothing is checked and nothing normalised: rows, points and an entry of a log are written,
with the indexes that finding them needs, ten thousand in a transaction."""

import os
import sqlite3
import sys
import tempfile
import time
import uuid

from rounds import rows

BATCH = 10_000
FIELDS = ("given_name", "family_name", "ref1", "city", "country", "locale", "source")
NOW = 1_800_000_000_000


def points(row):
    card = row["contacts"][0]
    for email in card["emails"]:
        yield 0, email["address"].lower(), email["address"]
    for phone in card["phones"]:
        yield 1, phone["number"], None


def settings(connection):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")


def plain(items, path):
    file = sqlite3.connect(path, isolation_level=None)
    settings(file)
    file.executescript(
        """CREATE TABLE customer(id INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, given_name TEXT,
             family_name TEXT, ref1 TEXT UNIQUE, city TEXT, country TEXT, locale TEXT, source TEXT,
             created_at INTEGER, updated_at INTEGER, version INTEGER);
           CREATE TABLE contact_point(id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, seq INTEGER,
             kind INTEGER, norm TEXT NOT NULL, value TEXT);
           CREATE INDEX point_of ON contact_point(customer_id);
           CREATE INDEX point_norm ON contact_point(norm, kind);
           CREATE TABLE change_log(seq INTEGER PRIMARY KEY, at INTEGER, actor TEXT, op TEXT, uid BLOB);"""
    )
    for start in range(0, len(items), BATCH):
        file.execute("BEGIN")
        people, addresses, log = [], [], []
        for number, row in enumerate(items[start : start + BATCH], start + 1):
            uid = uuid.uuid4().bytes
            people.append((number, uid, *(row.get(field) for field in FIELDS), NOW, NOW, 1))
            log.append((NOW, "bench", "create", uid))
            addresses.extend((number, seq, *point) for seq, point in enumerate(points(row)))
        file.executemany(f"INSERT INTO customer VALUES ({','.join('?' * 12)})", people)
        file.executemany(
            "INSERT INTO contact_point(customer_id, seq, kind, norm, value) VALUES (?,?,?,?,?)", addresses
        )
        file.executemany("INSERT INTO change_log(at, actor, op, uid) VALUES (?,?,?,?)", log)
        file.execute("COMMIT")


def alchemy(path):
    import sqlalchemy as sa
    from sqlalchemy import orm

    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", lambda connection, _: settings(connection))
    base = orm.declarative_base()

    class Customer(base):
        __tablename__ = "customer"
        id = sa.Column(sa.Integer, primary_key=True)
        uid = sa.Column(sa.LargeBinary, unique=True, nullable=False)
        given_name, family_name = sa.Column(sa.Text), sa.Column(sa.Text)
        ref1 = sa.Column(sa.Text, unique=True)
        city, country = sa.Column(sa.Text), sa.Column(sa.Text)
        locale, source = sa.Column(sa.Text), sa.Column(sa.Text)
        created_at, updated_at = sa.Column(sa.Integer), sa.Column(sa.Integer)
        version = sa.Column(sa.Integer)
        points = orm.relationship("Point")

    class Point(base):
        __tablename__ = "contact_point"
        __table_args__ = (sa.Index("point_norm", "norm", "kind"),)
        id = sa.Column(sa.Integer, primary_key=True)
        customer_id = sa.Column(sa.ForeignKey("customer.id"), index=True)
        seq, kind = sa.Column(sa.Integer), sa.Column(sa.Integer)
        norm, value = sa.Column(sa.Text, nullable=False), sa.Column(sa.Text)

    class Change(base):
        __tablename__ = "change_log"
        seq = sa.Column(sa.Integer, primary_key=True)
        at = sa.Column(sa.Integer)
        actor, op = sa.Column(sa.Text), sa.Column(sa.Text)
        uid = sa.Column(sa.LargeBinary)

    base.metadata.create_all(engine)
    return sa, orm, engine, Customer, Point, Change


def core(items, path):
    sa, _, engine, customer, point, change = alchemy(path)
    for start in range(0, len(items), BATCH):
        people, addresses, log = [], [], []
        for number, row in enumerate(items[start : start + BATCH], start + 1):
            uid = uuid.uuid4().bytes
            people.append(
                dict(id=number, uid=uid, created_at=NOW, updated_at=NOW, version=1, **{f: row.get(f) for f in FIELDS})
            )
            log.append(dict(at=NOW, actor="bench", op="create", uid=uid))
            addresses.extend(
                dict(customer_id=number, seq=seq, kind=kind, norm=norm, value=value)
                for seq, (kind, norm, value) in enumerate(points(row))
            )
        with engine.begin() as connection:
            connection.execute(sa.insert(customer), people)
            connection.execute(sa.insert(point), addresses)
            connection.execute(sa.insert(change), log)


def mapped(items, path):
    _, orm, engine, customer, point, change = alchemy(path)
    for start in range(0, len(items), BATCH):
        with orm.Session(engine) as session:
            for row in items[start : start + BATCH]:
                uid = uuid.uuid4().bytes
                of = customer(uid=uid, created_at=NOW, updated_at=NOW, version=1, **{f: row.get(f) for f in FIELDS})
                for seq, (kind, norm, value) in enumerate(points(row)):
                    of.points.append(point(seq=seq, kind=kind, norm=norm, value=value))
                session.add(of)
                session.add(change(at=NOW, actor="bench", op="create", uid=uid))
            session.commit()


def django(items, path):
    import django
    from django.conf import settings as conf

    conf.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}},
        INSTALLED_APPS=[],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models, transaction

    def model(name, **fields):
        meta = type("Meta", (), {"app_label": "bench", "indexes": fields.pop("indexes", [])})
        return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    def text(**kwargs):
        return models.TextField(null=True, **kwargs)

    def number():
        return models.BigIntegerField(null=True)

    customer = model(
        "Customer", id=models.UUIDField(primary_key=True, default=uuid.uuid4), given_name=text(),
        family_name=text(), ref1=text(unique=True), city=text(), country=text(), locale=text(), source=text(),
        created_at=number(), updated_at=number(), version=number(),
    )
    point = model(
        "Point", customer=models.ForeignKey(customer, models.CASCADE), seq=number(), kind=number(),
        norm=models.TextField(), value=text(), indexes=[models.Index(fields=["norm", "kind"], name="norm_kind")],
    )
    change = model("Change", at=number(), actor=text(), op=text(), uid=models.UUIDField())
    settings(connection.cursor())
    with connection.schema_editor() as editor:
        for of in (customer, point, change):
            editor.create_model(of)
    for start in range(0, len(items), BATCH):
        with transaction.atomic():
            people, addresses, log = [], [], []
            for row in items[start : start + BATCH]:
                of = customer(created_at=NOW, updated_at=NOW, version=1, **{f: row.get(f) for f in FIELDS})
                people.append(of)
                log.append(change(at=NOW, actor="bench", op="create", uid=of.id))
                addresses.extend(
                    point(customer=of, seq=seq, kind=kind, norm=norm, value=value)
                    for seq, (kind, norm, value) in enumerate(points(row))
                )
            customer.objects.bulk_create(people)
            point.objects.bulk_create(addresses)
            change.objects.bulk_create(log)


WAYS = {
    "sqlite3": ("Python sqlite3 executemany", plain),
    "core": ("SQLAlchemy Core", core),
    "orm": ("SQLAlchemy ORM add_all", mapped),
    "django": ("Django bulk_create", django),
}

items = rows(sys.argv[1], int(sys.argv[2]))
name, way = WAYS[sys.argv[3]]
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "peer.db")
    before = time.process_time_ns(), time.perf_counter_ns()
    way(items, path)
    cpu, wall = time.process_time_ns() - before[0], time.perf_counter_ns() - before[1]
print(f"{name}\t{len(items)}\t{cpu / len(items):.0f}\t{wall / len(items):.0f}")
