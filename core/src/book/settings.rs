//! The settings of a book.

use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::provenance::How;
use crate::model::reason::ConflictReason;
use crate::model::settings::{CreationMode, Settings};
use crate::rules;

use super::gate::WriteCall;
use super::operations::{GetSettings, Operation, SetCreationModes, UpdateSettings};
use super::session::Session;

impl Session {
    /// The settings as they stand.
    ///
    /// # Errors
    /// `denied`.
    pub fn get_settings(&self) -> Result<Settings> {
        self.gate.read::<GetSettings, _>(&self.who, |call| Ok(call.tx.settings()?))
    }

    /// Writes the settings. Read them, change the value, and write it back: when somebody else wrote
    /// meanwhile, the version says so.
    ///
    /// # Errors
    /// `invalid` with all violations; `conflict` (`version`); `denied`.
    pub fn update_settings(&self, settings: Settings) -> Result<Settings> {
        rules::settings::check(&settings)?;
        self.gate.write::<UpdateSettings, _>(&self.who, move |call| {
            let before = call.tx.settings()?;
            if before.version != settings.version {
                let fields = vec!["settings".to_owned()];
                return Err(Error::Conflict { reason: ConflictReason::Version, fields });
            }
            save(call, &before, settings.clone())
        })
    }

    /// Sets manual or automatic for emails, calls and chats; absent means leave.
    ///
    /// # Errors
    /// `denied`.
    pub fn set_creation_modes(
        &self,
        email: Option<CreationMode>,
        call: Option<CreationMode>,
        chat: Option<CreationMode>,
    ) -> Result<()> {
        let (calls, chats) = (call, chat);
        self.gate.write::<SetCreationModes, _>(&self.who, move |call| {
            let before = call.tx.settings()?;
            let after = Settings {
                email_mode: email.unwrap_or(before.email_mode),
                call_mode: calls.unwrap_or(before.call_mode),
                chat_mode: chats.unwrap_or(before.chat_mode),
                ..before.clone()
            };
            save(call, &before, after).map(drop)
        })
    }
}

fn save<O: Operation>(
    call: &mut WriteCall<'_, O>,
    before: &Settings,
    settings: Settings,
) -> Result<Settings> {
    let after =
        Settings { version: before.version + 1, updated_at: Some(call.permit.now()), ..settings };
    let by = call.permit.actor().id.clone();
    call.tx.put_settings(&after, &by)?;
    let changed = changes(before, &after)?;
    call.log(How::Typed, RecordKind::Settings, "settings", None, changed)?;
    Ok(after)
}

/// The settings that differ, by name.
fn changes(before: &Settings, after: &Settings) -> Result<Vec<ChangedField>> {
    let fields = |settings: &Settings| match serde_json::to_value(settings) {
        Ok(serde_json::Value::Object(fields)) => Ok(fields),
        _ => Err(Error::internal("settings.changes")),
    };
    let (before, after) = (fields(before)?, fields(after)?);
    let own = |name: &str| matches!(name, "version" | "updated_at");
    Ok(after
        .iter()
        .filter(|(name, value)| !own(name) && before.get(*name) != Some(*value))
        .map(|(name, value)| {
            ChangedField::new(
                name,
                before.get(name).map(ToString::to_string),
                Some(value.to_string()),
            )
        })
        .collect())
}
