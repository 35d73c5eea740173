//! Settings in SQLite.

use rusqlite::params;

use super::codes::{json, to_json};
use super::error::to_store_error;
use super::tx::SqliteTx;
use crate::model::ids::ActorId;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::store::{BookSalt, SettingsReads, SettingsWrites, StoreError, StoreResult};

impl SettingsReads for SqliteTx<'_> {
    fn settings(&self) -> StoreResult<Settings> {
        let sql = "SELECT version, updated_at, body FROM settings";
        let found: Option<(u64, Timestamp, String)> =
            self.row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let Some((version, updated_at, body)) = found else {
            return Ok(Settings::default());
        };
        let settings: Settings = json(&body).map_err(to_store_error)?;
        Ok(Settings { version, updated_at: Some(updated_at), ..settings })
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
