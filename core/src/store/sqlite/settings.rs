//! Settings in SQLite.

use std::cell::RefCell;

use rusqlite::params;

use super::codes::{json, to_json};
use super::error::to_store_error;
use super::tx::SqliteTx;
use crate::model::ids::ActorId;
use crate::model::settings::Settings;
use crate::store::{BookSalt, SettingsReads, SettingsWrites, StoreError, StoreResult};

thread_local! {
    /// The settings that this thread read last, and their text: nearly every operation needs them, and
    /// they hardly ever change.
    static LAST: RefCell<Option<(String, Settings)>> = const { RefCell::new(None) };
}

fn parsed(body: &str) -> rusqlite::Result<Settings> {
    LAST.with_borrow_mut(|last| match last {
        Some((text, settings)) if text == body => Ok(settings.clone()),
        _ => {
            let settings: Settings = json(body)?;
            Ok(last.insert((body.to_owned(), settings)).1.clone())
        }
    })
}

impl SettingsReads for SqliteTx<'_> {
    fn settings(&self) -> StoreResult<Settings> {
        let sql = "SELECT version, updated_at, body FROM settings";
        let found = self.row(sql, [], |row| {
            let settings = parsed(row.get_ref(2)?.as_str()?)?;
            Ok(Settings { version: row.get(0)?, updated_at: Some(row.get(1)?), ..settings })
        })?;
        Ok(found.unwrap_or_default())
    }

    fn salt(&self) -> StoreResult<BookSalt> {
        let salt = self.row("SELECT salt FROM book", [], |row| row.get::<_, [u8; 32]>(0))?;
        salt.map(BookSalt).ok_or_else(|| StoreError::internal("store.book"))
    }
}

impl SettingsWrites for SqliteTx<'_> {
    fn put_settings(&mut self, settings: &Settings, by: &ActorId) -> StoreResult<()> {
        let body = to_json(settings).map_err(to_store_error)?;
        let sql = "INSERT OR REPLACE INTO settings(id, version, updated_at, updated_by, body) VALUES (1, ?, ?, ?, ?)";
        let at = settings.updated_at.unwrap_or_default();
        self.run(sql, params![settings.version, at, by, body]).map(drop)
    }
}
