//! The rows of cards and points: their columns, and what they say.

use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{Row, ToSql, params, params_from_iter};

use super::codes::{Code, Coded};
use super::error::to_store_error;
use super::row_sum::{self, Cells};
use super::tx::SqliteTx;
use crate::model::contact::{ContactRecord, PointKind, PointRecord, PointValue, Verified};
use crate::model::country::CountryCode;
use crate::model::email::Email;
use crate::model::handle::{Handle, HandleChannel};
use crate::model::ids::ActorId;
use crate::model::key::PointFamily;
use crate::model::phone::{Confidence, E164, KnownPhone, LineType, Phone, RegionOrigin};
use crate::model::provenance::{How, Provenance};
use crate::store::StoreResult;

const PREFERRED: i64 = 1;
const CONTACTABLE: i64 = 2;

/// What is known about a phone beside its key, in one number: line type, what the plan says, where
/// the region came from; four bits each.
fn pack_traits(phone: &Phone) -> i64 {
    phone.line_type().code()
        | phone.plan_confidence().code() << 4
        | phone.region_origin().code() << 8
}

fn unpack_traits(traits: i64) -> Option<(LineType, Confidence, RegionOrigin)> {
    Some((
        LineType::from_code(traits & 15)?,
        Confidence::from_code(traits >> 4 & 15)?,
        RegionOrigin::from_code(traits >> 8 & 15)?,
    ))
}

/// The columns of a point; all but the last two are summed up in the last but one. Whose it is, is not
/// among them: that stands in the customer's sum over all cards.
const POINT: &str = "uid, contact_seq, kind, family, norm, extension, value, weak, \
     account, selector, assumed, region, traits, flags, verified_by, verified_at, made_by, \
     made_how, made_at, made_source, row_sum, customer_id";
pub(super) const POINT_SUMMED: usize = 20;
/// Where kind and family stand among them, and the columns that follow from the address.
pub(super) const KIND: usize = 2;
pub(super) const FAMILY: usize = 3;
const KEY: std::ops::Range<usize> = 4..13;

/// The columns of a card, likewise.
const CARD: &str = "seq, uid, label, person_name, row_sum, customer_id";
pub(super) const CARD_SUMMED: usize = 4;

/// The tables whose rows are summed up, with the columns and how many of them are covered.
pub(super) const SUMMED: [(&str, &str, usize); 2] =
    [("contact", CARD, CARD_SUMMED), ("contact_point", POINT, POINT_SUMMED)];

/// The card's place and the point, from a row of [`POINT`].
pub(super) fn read_point(row: &Row<'_>) -> rusqlite::Result<(i64, PointRecord)> {
    row_sum::verify(row, POINT_SUMMED)?;
    let mut cells = Cells::new(row);
    let (id, card) = (cells.next()?, cells.next()?);
    let kind = cells.next::<Code<PointKind>>()?.0;
    cells.skip(1);
    let value = read_value(&mut cells, kind)?;
    let flags: i64 = cells.next()?;
    let verified = match cells.next::<Option<ActorId>>()? {
        Some(by) => Some(Verified { by, at: cells.next()? }),
        None => {
            cells.skip(1);
            None
        }
    };
    let point = PointRecord {
        id,
        kind,
        value,
        preferred: flags & PREFERRED != 0,
        contactable: flags & CONTACTABLE != 0,
        verified,
        provenance: Provenance {
            by: cells.next()?,
            how: cells.next::<Code<How>>()?.0,
            at: cells.next()?,
            source: cells.next()?,
        },
    };
    Ok((card, point))
}

/// The columns from `norm` to `traits`.
fn read_value(cells: &mut Cells<'_, '_>, kind: PointKind) -> rusqlite::Result<PointValue> {
    let norm: String = cells.next()?;
    let extension: String = cells.next()?;
    let typed = cells.next::<Option<String>>()?.unwrap_or_else(|| norm.clone());
    cells.skip(1);
    let account: Option<String> = cells.next()?;
    let (selector, assumed) = (cells.next()?, cells.next()?);
    let region: Option<CountryCode> = cells.next()?;
    let traits = cells.next()?;
    let invalid = || {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            "contact point".into(),
        )
    };
    match kind.family() {
        PointFamily::Email => Ok(PointValue::Email(Email::from_stored(typed, norm))),
        PointFamily::Handle => {
            let channel = HandleChannel::from_word(kind.as_str()).ok_or_else(invalid)?;
            Handle::parse(channel, account.as_deref(), &typed)
                .map(PointValue::Handle)
                .map_err(|_| invalid())
        }
        PointFamily::Phone => {
            let (line_type, plan, origin) = unpack_traits(traits).ok_or_else(invalid)?;
            let calling_code = || crate::model::phone::calling_code_of(&norm, region);
            let e164 = if norm.starts_with('+') {
                calling_code().and_then(|code| E164::new(norm.clone(), code))
            } else {
                None
            };
            let known = KnownPhone { e164, region, line_type, plan };
            let extension = Some(extension).filter(|e| !e.is_empty());
            let phone = Phone::from_stored(typed, extension, selector, assumed, origin, known);
            phone.map(PointValue::Phone).map_err(|_| invalid())
        }
    }
}

/// The card's place and the card without its points, from a row of [`CARD`].
pub(super) fn read_card(row: &Row<'_>) -> rusqlite::Result<(i64, ContactRecord)> {
    row_sum::verify(row, CARD_SUMMED)?;
    let mut cells = Cells::new(row);
    let seq = cells.next()?;
    let card = ContactRecord {
        id: cells.next()?,
        label: cells.next()?,
        person_name: cells.next()?,
        points: Vec::new(),
    };
    Ok((seq, card))
}

pub(super) static READ_CARDS: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {CARD} FROM contact WHERE customer_id = ? ORDER BY seq"));
pub(super) static READ_POINTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {POINT} FROM contact_point WHERE customer_id = ? ORDER BY seq")
});
static INSERT_POINT: LazyLock<String> = LazyLock::new(|| {
    let marks = vec!["?"; POINT_SUMMED + 3].join(", ");
    format!("INSERT INTO contact_point({POINT}, seq) VALUES ({marks})")
});

/// The columns that only some points have.
struct PointColumns {
    norm: String,
    typed: Option<String>,
    extension: String,
    weak: Option<String>,
    account: Option<String>,
    selector: Option<String>,
    assumed: Option<String>,
    region: Option<String>,
    traits: i64,
}

fn columns(value: &PointValue) -> PointColumns {
    let norm = value.match_key().text;
    let typed = Some(value.as_typed().to_owned()).filter(|typed| *typed != norm);
    let plain = PointColumns {
        weak: value.coarse_key(),
        typed,
        extension: String::new(),
        account: None,
        selector: None,
        assumed: None,
        region: None,
        traits: 0,
        norm,
    };
    match value {
        PointValue::Email(_) => plain,
        PointValue::Handle(handle) => {
            PointColumns { account: handle.account().map(str::to_owned), ..plain }
        }
        PointValue::Phone(phone) => PointColumns {
            extension: phone.extension().unwrap_or_default().to_owned(),
            selector: phone.selector().map(String::from),
            assumed: phone.assumed_region.map(String::from),
            region: phone.region().map(String::from),
            traits: pack_traits(phone),
            ..plain
        },
    }
}

/// The columns of a point that follow from its address, from `norm` to `traits`.
pub(super) type KeyColumns = Vec<Value>;

pub(super) static WHOLE_POINTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {POINT}, seq FROM contact_point WHERE customer_id = ? ORDER BY seq")
});

/// A row of [`WHOLE_POINTS`] as it is.
pub(super) fn whole_point(row: &Row<'_>) -> rusqlite::Result<Vec<Value>> {
    (0..POINT_SUMMED + 3).map(|at| row.get(at)).collect()
}

pub(super) fn key_columns(whole: &[Value]) -> &[Value] {
    whole.get(KEY).unwrap_or_default()
}

/// The columns that an address has today.
pub(super) fn key_columns_of(value: &PointValue) -> KeyColumns {
    let of = columns(value);
    let texts = [of.weak, of.account, of.selector, of.assumed, of.region];
    [Some(of.norm), Some(of.extension), of.typed]
        .into_iter()
        .chain(texts)
        .map(Value::from)
        .chain([Value::from(of.traits)])
        .collect()
}

/// Takes a whole row away.
pub(super) fn delete_whole(tx: &SqliteTx<'_>, customer: i64, whole: &[Value]) -> StoreResult<()> {
    let sql = "DELETE FROM contact_point WHERE customer_id = ? AND uid = ?";
    tx.run(sql, params![customer, whole.first()]).map(drop)
}

/// Writes a whole row back with other columns of its address. What that changes of the customer's sum
/// over all cards.
pub(super) fn insert_rekeyed(
    tx: &SqliteTx<'_>,
    whole: &mut [Value],
    key: &KeyColumns,
) -> StoreResult<i64> {
    for (place, value) in whole.iter_mut().skip(KEY.start).zip(key) {
        place.clone_from(value);
    }
    let summed: Vec<&dyn ToSql> =
        whole.iter().take(POINT_SUMMED).map(|value| value as &dyn ToSql).collect();
    let sum = row_sum::of_values(&summed).map_err(to_store_error)?;
    let before = match whole.get_mut(POINT_SUMMED) {
        Some(place) => std::mem::replace(place, Value::Integer(sum)),
        None => Value::Null,
    };
    tx.run(&INSERT_POINT, params_from_iter(whole.iter()))?;
    Ok(sum ^ if let Value::Integer(before) = before { before } else { 0 })
}

/// The sums of the rows of all cards of a customer, and of their points.
pub(super) fn sum_of(cards: &[ContactRecord]) -> StoreResult<i64> {
    let sums = cards.iter().zip(1..).flat_map(|(card, seq)| {
        let of_points = card
            .points
            .iter()
            .map(move |point| with_point(seq, point, &columns(&point.value), row_sum::of_values));
        of_points.chain([with_card(seq, card, row_sum::of_values)])
    });
    sums.map(|sum| sum.map_err(to_store_error)).try_fold(0, |all, sum| Ok(all ^ sum?))
}

/// The values of a card that are summed up.
fn with_card<T>(seq: i64, card: &ContactRecord, f: impl FnOnce(&[&dyn ToSql]) -> T) -> T {
    f(params![seq, card.id, card.label, card.person_name])
}

/// The values of a point that are summed up.
fn with_point<T>(
    card: i64,
    point: &PointRecord,
    of: &PointColumns,
    f: impl FnOnce(&[&dyn ToSql]) -> T,
) -> T {
    let flags =
        (i64::from(point.preferred) * PREFERRED) | (i64::from(point.contactable) * CONTACTABLE);
    let verified = point.verified.as_ref();
    f(params![
        point.id,
        card,
        point.kind.code(),
        point.kind.family().code(),
        of.norm,
        of.extension,
        of.typed,
        of.weak,
        of.account,
        of.selector,
        of.assumed,
        of.region,
        of.traits,
        flags,
        verified.map(|verified| &verified.by),
        verified.map(|verified| verified.at),
        point.provenance.by,
        point.provenance.how.code(),
        point.provenance.at,
        point.provenance.source,
    ])
}

/// Writes a card that is new, or writes its own fields anew. The sum of its row.
pub(super) fn write_card(
    tx: &SqliteTx<'_>,
    customer: i64,
    seq: i64,
    card: &ContactRecord,
) -> StoreResult<i64> {
    with_card(seq, card, |values| {
        let sum = row_sum::of_values(values).map_err(to_store_error)?;
        let sql = "INSERT INTO contact(seq, uid, label, person_name, row_sum, customer_id) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT(customer_id, seq) DO UPDATE SET \
                   label = excluded.label, person_name = excluded.person_name, row_sum = excluded.row_sum";
        tx.run(sql, [values, params![sum, customer]].concat().as_slice())?;
        Ok(sum)
    })
}

/// Writes a point that is not there. The sum of its row.
pub(super) fn insert_point(
    tx: &SqliteTx<'_>,
    customer: i64,
    card: i64,
    seq: i64,
    point: &PointRecord,
) -> StoreResult<i64> {
    with_point(card, point, &columns(&point.value), |values| {
        let sum = row_sum::of_values(values).map_err(to_store_error)?;
        tx.run(&INSERT_POINT, [values, params![sum, customer, seq]].concat().as_slice())?;
        Ok(sum)
    })
}

/// Writes the cards of a customer that was just inserted, whose sum it has already.
pub(super) fn insert_cards(
    tx: &SqliteTx<'_>,
    customer: i64,
    cards: &[ContactRecord],
) -> StoreResult<()> {
    let mut point_seq = 0;
    for (card, seq) in cards.iter().zip(1..) {
        write_card(tx, customer, seq, card)?;
        for point in &card.points {
            point_seq += 1;
            insert_point(tx, customer, seq, point_seq, point)?;
        }
    }
    Ok(())
}
