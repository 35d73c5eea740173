//! Members, groups and grants in SQLite.

use rusqlite::{Row, params};

use super::codes::word;
use super::rekey;
use super::tx::SqliteTx;
use crate::model::actor::{ActorKind, Member};
use crate::model::field::{CustomerField, DataClass};
use crate::model::grant::{FieldLevel, Grant, GrantEffect, GrantScope, PermissionGroup};
use crate::model::ids::{ActorId, GroupId};
use crate::model::permission::Permission;
use crate::model::time::Timestamp;
use crate::store::{AccessReads, AccessWrites, RowCount, StoreError, StoreResult};

fn read_grant(row: &Row<'_>) -> rusqlite::Result<Grant> {
    Ok(Grant {
        permission: word(row, "permission", Permission::from_word)?,
        selector: row.get("selector")?,
        level: match row.get::<_, Option<String>>("level")? {
            Some(_) => Some(word(row, "level", FieldLevel::from_word)?),
            None => None,
        },
        scope: word(row, "scope", GrantScope::from_word)?,
        effect: word(row, "effect", GrantEffect::from_word)?,
        until: row.get("until")?,
    })
}

fn group_id(text: String) -> StoreResult<GroupId> {
    GroupId::new(text).map_err(|_| StoreError::internal("store.group_id"))
}

fn given(rows: Vec<(String, Grant)>) -> StoreResult<Vec<(GroupId, Grant)>> {
    rows.into_iter().map(|(group, grant)| Ok((group_id(group)?, grant))).collect()
}

impl AccessReads for SqliteTx<'_> {
    fn policy_epoch(&self) -> StoreResult<u64> {
        let sql = "SELECT policy_epoch, key_version FROM book";
        let found = self.row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (epoch, version) = found.ok_or_else(|| StoreError::internal("store.book"))?;
        // A newer library may have made the keys anew while this one has the book open: by the rules
        // here nobody would be found any more.
        rekey::check(version)?;
        Ok(epoch)
    }

    fn grants_of(&self, member: &ActorId) -> StoreResult<Vec<(GroupId, Grant)>> {
        let sql = "SELECT g.* FROM member_group m JOIN permission_grant g ON g.group_id = m.group_id \
                   WHERE m.member_id = ? ORDER BY g.group_id, g.seq";
        given(self.rows(sql, [member], |row| Ok((row.get("group_id")?, read_grant(row)?)))?)
    }

    fn grants_in(&self, groups: &[GroupId]) -> StoreResult<Vec<(GroupId, Grant)>> {
        let sql = "SELECT * FROM permission_grant WHERE group_id = ? ORDER BY seq";
        let mut all = Vec::new();
        for group in groups {
            let of = self.rows(sql, [group.as_str()], read_grant)?;
            all.extend(of.into_iter().map(|grant| (group.clone(), grant)));
        }
        Ok(all)
    }

    fn field_classes(&self) -> StoreResult<Vec<(CustomerField, DataClass)>> {
        self.rows("SELECT field, class FROM field_class ORDER BY field", [], |row| {
            let field = word(row, "field", CustomerField::from_word)?;
            Ok((field, word(row, "class", DataClass::from_word)?))
        })
    }

    fn customer_counts(&self) -> StoreResult<Vec<RowCount>> {
        let sql = "SELECT team, owner, count(*) FROM customer WHERE merged_into IS NULL GROUP BY team, owner";
        self.rows(sql, [], |row| {
            Ok(RowCount { team: row.get(0)?, owner: row.get(1)?, customers: row.get(2)? })
        })
    }

    fn lookups_spent(&self, actor: &ActorId) -> StoreResult<Option<(u64, Timestamp)>> {
        let sql = "SELECT spent, at FROM lookup_budget WHERE actor = ?";
        self.row(sql, [actor], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn members(&self) -> StoreResult<Vec<Member>> {
        let found = self.rows("SELECT id, kind, name FROM member ORDER BY id", [], |row| {
            let kind = word(row, "kind", ActorKind::from_word)?;
            Ok(Member { id: row.get("id")?, name: row.get("name")?, kind, groups: Vec::new() })
        })?;
        let sql = "SELECT group_id FROM member_group WHERE member_id = ? ORDER BY group_id";
        found
            .into_iter()
            .map(|member| {
                let groups = self.rows(sql, [&member.id], |row| row.get::<_, String>(0))?;
                let groups = groups.into_iter().map(group_id).collect::<StoreResult<_>>()?;
                Ok(Member { groups, ..member })
            })
            .collect()
    }

    fn groups(&self) -> StoreResult<Vec<PermissionGroup>> {
        let found: Vec<(String, String, String)> = self.rows(
            "SELECT id, name, description FROM permission_group ORDER BY id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let sql = "SELECT * FROM permission_grant WHERE group_id = ? ORDER BY seq";
        found
            .into_iter()
            .map(|(id, name, description)| {
                let grants = self.rows(sql, [&id], read_grant)?;
                Ok(PermissionGroup { id: group_id(id)?, name, description, grants })
            })
            .collect()
    }
}

impl SqliteTx<'_> {
    fn bump_policy(&self) -> StoreResult<()> {
        self.run("UPDATE book SET policy_epoch = policy_epoch + 1", []).map(drop)
    }
}

impl AccessWrites for SqliteTx<'_> {
    fn put_field_class(&mut self, field: CustomerField, class: DataClass) -> StoreResult<()> {
        if field.class() == class {
            self.run("DELETE FROM field_class WHERE field = ?", [field.as_str()])?;
        } else {
            let sql = "INSERT OR REPLACE INTO field_class(field, class) VALUES (?, ?)";
            self.run(sql, [field.as_str(), class.as_str()])?;
        }
        self.bump_policy()
    }

    fn put_lookups_spent(&mut self, actor: &ActorId, spent: u64, at: Timestamp) -> StoreResult<()> {
        let sql = "INSERT OR REPLACE INTO lookup_budget(actor, spent, at) VALUES (?, ?, ?)";
        self.run(sql, params![actor, spent, at]).map(drop)
    }

    fn put_group(&mut self, group: &PermissionGroup) -> StoreResult<()> {
        let sql = "INSERT INTO permission_group(id, name, description) VALUES (?, ?, ?) \
                   ON CONFLICT(id) DO UPDATE SET name = excluded.name, description = excluded.description";
        self.run(sql, params![group.id.as_str(), group.name, group.description])?;
        self.run("DELETE FROM permission_grant WHERE group_id = ?", [group.id.as_str()])?;
        let sql = "INSERT INTO permission_grant(group_id, seq, permission, selector, level, scope, effect, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        for (seq, grant) in group.grants.iter().enumerate() {
            let values = params![
                group.id.as_str(),
                seq as i64,
                grant.permission.as_str(),
                grant.selector,
                grant.level.map(FieldLevel::as_str),
                grant.scope.as_str(),
                grant.effect.as_str(),
                grant.until,
            ];
            self.run(sql, values)?;
        }
        self.bump_policy()
    }

    fn delete_group(&mut self, group: &GroupId) -> StoreResult<bool> {
        let deleted = self.run("DELETE FROM permission_group WHERE id = ?", [group.as_str()])?;
        self.run("DELETE FROM member WHERE NOT EXISTS (SELECT 1 FROM member_group g WHERE g.member_id = member.id)", [])?;
        self.bump_policy()?;
        Ok(deleted == 1)
    }

    fn put_member(&mut self, member: &Member) -> StoreResult<()> {
        self.run("DELETE FROM member WHERE id = ?", [&member.id])?;
        if !member.groups.is_empty() {
            let sql = "INSERT INTO member(id, kind, name) VALUES (?, ?, ?)";
            self.run(sql, params![member.id, member.kind.as_str(), member.name])?;
        }
        for group in &member.groups {
            let sql = "INSERT INTO member_group(member_id, group_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
            self.run(sql, params![member.id, group.as_str()])?;
        }
        self.bump_policy()
    }
}
