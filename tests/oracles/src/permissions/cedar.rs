//! The translation to Cedar, and what Cedar says.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy,
    PolicyId, PolicySet, Request, Response, RestrictedExpression,
};
use customer_core::{
    FieldLevel, Grant, GrantEffect, GrantScope, GroupId, Permission, PermissionGroup,
};

use super::{
    ADMIN, Ask, Asker, Fallible, Round, Row, Verdict, Way, reason, tells_missing, tells_reasons,
};

/// The ladder of fields, and that of contacts.
const FIELDS: &str = "field";
const CONTACTS: &str = "contacts";
/// The steps, the lowest first.
const STEPS: [FieldLevel; 4] =
    [FieldLevel::Presence, FieldLevel::Masked, FieldLevel::View, FieldLevel::Edit];

/// Members of `admin`: every action, and of those that several permissions give (they are the action's
/// parents) the ones that the host left. Editing comes with `customer.edit` for some fields alone.
const ADMINISTRATORS: [(&str, &str); 2] = [
    (
        ADMIN,
        r#"permit (principal in Group::"admin", action, resource)
           when { !(context has kept) || action in context.kept };"#,
    ),
    (
        "admin edits base fields",
        r#"permit (principal in Group::"admin", action == Action::"field/edit", resource)
           when { context has kept && context.kept.contains(Action::"customer.edit") }
           when { ["plain", "personal"].contains(context.class) };"#,
    ),
];

/// Customers that the host left out.
const WITHIN: (&str, &str) = (
    "within",
    r#"forbid (principal, action, resource)
       when { context has within }
       unless { resource has team && context.within.contains(resource.team) };"#,
);

/// Who is permitted what, by Cedar.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    /// The grants that policies were made of.
    origins: HashMap<PolicyId, String>,
    /// All but the principals.
    entities: Entities,
    /// Actions by name: their identities are asked for more often than they can be parsed.
    actions: HashMap<String, EntityUid>,
    customers: Vec<(Row, EntityUid)>,
    book: EntityUid,
}

/// Somebody who asks, at a moment.
pub struct Principal<'c> {
    cedar: &'c Cedar,
    round: &'c Round,
    asker: &'c Asker,
    uid: EntityUid,
    entities: Entities,
    /// What the context of every request of his holds.
    session: Vec<(&'static str, RestrictedExpression)>,
}

impl Cedar {
    /// Translates the policy of a round, over these customers.
    pub fn new(round: &Round, rows: &[Row]) -> Fallible<Self> {
        let mut origins = HashMap::new();
        let mut policies = PolicySet::new();
        for (id, text) in ADMINISTRATORS.into_iter().chain([WITHIN]) {
            policies.add(Policy::parse(Some(PolicyId::new(id)), text)?)?;
        }
        // The grants of the administrators are what the book says of them, not what decides.
        for group in round.groups.iter().filter(|group| group.id.as_str() != ADMIN) {
            for (id, text, origin) in policies_of(group) {
                let policy = Policy::parse(Some(id.clone()), &text);
                policies.add(policy.map_err(|error| format!("{error}: {text}"))?)?;
                origins.insert(id, origin);
            }
        }
        let mut entities = actions()?;
        let uids = entities.iter().map(Entity::uid);
        let actions = uids.map(|uid| (uid.id().unescaped().to_owned(), uid)).collect();
        let mut customers = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let entity = customer(&at.to_string(), *row)?;
            customers.push((*row, entity.uid()));
            entities.push(entity);
        }
        let book = uid("Book", "book")?;
        entities.push(Entity::new_no_attrs(book.clone(), HashSet::new()));
        let entities = Entities::from_entities(entities, None)?;
        let authorizer = Authorizer::new();
        Ok(Self { authorizer, policies, origins, entities, actions, customers, book })
    }

    /// Somebody who asks, at a moment.
    pub fn principal<'c>(
        &'c self,
        round: &'c Round,
        asker: &'c Asker,
        now: i64,
    ) -> Fallible<Principal<'c>> {
        let uid_of_actor = uid("Actor", asker.actor.id.as_str())?;
        let attributes = HashMap::from([("teams".to_owned(), strings(&asker.actor.teams))]);
        let parents = asker.groups.iter().map(|group| uid("Group", group.as_str()));
        let parents = parents.collect::<Fallible<_>>()?;
        let entity = Entity::new(uid_of_actor.clone(), attributes, parents)?;
        let entities = self.entities.clone().add_entities([entity], None)?;
        let mut session = vec![("now", RestrictedExpression::new_long(now))];
        if let Some(kept) = &asker.narrowing.permissions {
            let kept = kept.iter().map(|of| self.action(of.as_str()));
            let kept = kept.collect::<Fallible<Vec<_>>>()?;
            let kept = kept.into_iter().map(RestrictedExpression::new_entity_uid);
            session.push(("kept", RestrictedExpression::new_set(kept)));
        }
        if let Some(within) = &asker.narrowing.teams {
            session.push(("within", strings(within)));
        }
        Ok(Principal { cedar: self, round, asker, uid: uid_of_actor, entities, session })
    }

    /// The policies as text.
    pub fn text(&self) -> String {
        self.policies.to_string()
    }

    fn action(&self, name: &str) -> Fallible<EntityUid> {
        Ok(self.actions.get(name).ok_or("no such action")?.clone())
    }
}

impl Principal<'_> {
    /// What Cedar says to a question.
    pub fn verdict(&self, ask: &Ask) -> Fallible<Verdict> {
        let context = self.context(ask)?;
        let Some(row) = ask.row else {
            return if ask.on_book() {
                self.on(&self.cedar.book, ask, &context)
            } else {
                self.on_any(ask, &context)
            };
        };
        let (_, customer) = self.cedar.customers.get(row).ok_or("no such row")?;
        let seen = self.request(Permission::CustomerView.as_str(), customer, &context)?;
        if self.asker.way != Way::Explained && !is_allowed(&seen) {
            return Ok(Verdict::NotFound);
        }
        self.on(if ask.on_book() { &self.cedar.book } else { customer }, ask, &context)
    }

    /// Any customer there may be: one of each sort. Which owner somebody else's has is all one.
    fn on_any(&self, ask: &Ask, context: &Context) -> Fallible<Verdict> {
        let me = self.asker.actor.id.as_str();
        let mut first = None;
        for ((_, owner), customer) in &self.cedar.customers {
            if owner.is_none_or(|owner| owner == me) {
                let verdict = self.on(customer, ask, context)?;
                if matches!(verdict, Verdict::Decided { allowed: true, .. }) {
                    return Ok(verdict);
                }
                first.get_or_insert(verdict);
            }
        }
        Ok(first.unwrap_or(Verdict::NotFound))
    }

    fn on(&self, resource: &EntityUid, ask: &Ask, context: &Context) -> Fallible<Verdict> {
        let mut missing = BTreeSet::new();
        let mut because = BTreeSet::new();
        let needs = ask.needs();
        for need in &needs {
            let response = self.request(need.as_str(), resource, context)?;
            if !is_allowed(&response) {
                missing.insert(*need);
            }
            because.extend(self.reasons(*need, &response));
        }
        let ladder = match ask.field {
            Some(_) => Some(FIELDS),
            None => needs.contains(&Permission::ContactView).then_some(CONTACTS),
        };
        let level = match ladder {
            Some(ladder) => Some(self.level(ladder, resource, context)?),
            None => None,
        };
        if let (Some(_), Some(level)) = (ask.field, level)
            && level < ask.wanted()
        {
            let seen = ask.wanted() == FieldLevel::Edit && level == FieldLevel::View;
            missing.insert(if seen { Permission::FieldEdit } else { Permission::FieldView });
        }
        let shown = || self.level(CONTACTS, resource, context);
        if missing.is_empty() && ask.shows_contacts() && shown()? < FieldLevel::View {
            missing.insert(Permission::ContactReveal);
        }
        let allowed = missing.is_empty();
        if !tells_missing(self.asker, ask) {
            missing.clear();
        }
        Ok(Verdict::Decided {
            allowed,
            level: level.filter(|_| ask.row.is_some()),
            missing,
            because: tells_reasons(ask).then_some(because),
        })
    }

    /// The highest step of a ladder that is permitted with all beneath it.
    fn level(&self, ladder: &str, on: &EntityUid, context: &Context) -> Fallible<FieldLevel> {
        let mut reached = FieldLevel::Hidden;
        for step in STEPS {
            if !is_allowed(&self.request(&format!("{ladder}/{step}"), on, context)?) {
                break;
            }
            reached = step;
        }
        Ok(reached)
    }

    /// The grants that Cedar names. Of an administrator it is the one that all of them have.
    fn reasons(&self, need: Permission, response: &Response) -> Vec<String> {
        let named: Vec<&PolicyId> = response.diagnostics().reason().collect();
        if named.contains(&&PolicyId::new(ADMIN)) {
            let group = GroupId::new(ADMIN).ok();
            return group.iter().map(|group| reason(group, &Grant::allow(need))).collect();
        }
        named.iter().filter_map(|id| self.cedar.origins.get(*id)).cloned().collect()
    }

    fn context(&self, ask: &Ask) -> Fallible<Context> {
        let string = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let mut context = self.session.clone();
        if let Some(field) = ask.field {
            context.push(("field", string(field.as_str())));
            context.push(("class", string(self.round.class(field).as_str())));
        }
        if let Some(action) = ask.action {
            context.push(("action", string(action)));
        }
        let context = context.into_iter().map(|(key, value)| (key.to_owned(), value));
        Ok(Context::from_pairs(context)?)
    }

    fn request(&self, action: &str, on: &EntityUid, context: &Context) -> Fallible<Response> {
        let (cedar, action) = (self.cedar, self.cedar.action(action)?);
        let request = Request::new(self.uid.clone(), action, on.clone(), context.clone(), None)?;
        let response = cedar.authorizer.is_authorized(&request, &cedar.policies, &self.entities);
        // Cedar leaves out policies that it cannot evaluate: the translation must have none.
        let errors: Vec<String> =
            response.diagnostics().errors().map(ToString::to_string).collect();
        if errors.is_empty() { Ok(response) } else { Err(errors.join("\n").into()) }
    }
}

fn strings(of: &[String]) -> RestrictedExpression {
    RestrictedExpression::new_set(of.iter().cloned().map(RestrictedExpression::new_string))
}

fn is_allowed(response: &Response) -> bool {
    response.decision() == Decision::Allow
}

fn uid(sort: &str, id: &str) -> Fallible<EntityUid> {
    Ok(EntityUid::from_type_name_and_id(EntityTypeName::from_str(sort)?, EntityId::new(id)))
}

/// Permissions and steps. The parents of a step are the permissions that give it, whatever the field.
fn actions() -> Fallible<Vec<Entity>> {
    let mut all = Vec::new();
    for permission in Permission::ALL {
        all.push(Entity::new_no_attrs(uid("Action", permission.as_str())?, HashSet::new()));
    }
    for step in STEPS {
        let fields: &[&str] = match step {
            FieldLevel::Edit => &["field.edit"],
            _ => &["field.view", "field.edit"],
        };
        let contacts: &[&str] = match step {
            FieldLevel::Presence => &["contact.view"],
            FieldLevel::Edit => &["contact.edit"],
            _ => &["contact.view", "contact.edit"],
        };
        for (ladder, parents) in [(FIELDS, fields), (CONTACTS, contacts)] {
            let parents = parents.iter().map(|of| uid("Action", of)).collect::<Fallible<_>>()?;
            all.push(Entity::new_no_attrs(uid("Action", &format!("{ladder}/{step}"))?, parents));
        }
    }
    Ok(all)
}

fn customer(id: &str, (team, owner): Row) -> Fallible<Entity> {
    let mut attributes = HashMap::new();
    if let Some(team) = team {
        attributes.insert("team".to_owned(), RestrictedExpression::new_string(team.to_owned()));
    }
    if let Some(owner) = owner {
        let owner = RestrictedExpression::new_entity_uid(uid("Actor", owner)?);
        attributes.insert("owner".to_owned(), owner);
    }
    Ok(Entity::new(uid("Customer", id)?, attributes, HashSet::new())?)
}

/// The policies of a group: their ids, their texts, and the grants that they come from.
fn policies_of(group: &PermissionGroup) -> Vec<(PolicyId, String, String)> {
    let mut all = Vec::new();
    for (at, grant) in group.grants.iter().enumerate() {
        let texts = match grant.effect {
            GrantEffect::Allow => permits(&group.id, grant),
            GrantEffect::Deny => forbids(&group.id, grant),
        };
        for (part, text) in texts.into_iter().enumerate() {
            let id = PolicyId::new(format!("{} {at}.{part}", group.id));
            all.push((id, text, reason(&group.id, grant)));
        }
    }
    all
}

/// What a grant permits: the permission by its name, and steps of a ladder.
fn permits(group: &GroupId, grant: &Grant) -> Vec<String> {
    let kept =
        format!("!(context has kept) || context.kept.contains(Action::\"{}\")", grant.permission);
    let permit = |action: &str, selected: Vec<String>| {
        let conditions = selected.into_iter().chain(holds(grant)).chain([kept.clone()]);
        format!(
            "permit (principal in Group::\"{group}\", action {action}, resource){};",
            when(conditions)
        )
    };
    let named = match &grant.selector {
        Some(action) if grant.permission == Permission::ActionRun => {
            vec![format!("!(context has action) || context.action == {action:?}")]
        }
        _ => Vec::new(),
    };
    // `==`, since steps are `in` the permissions that give them.
    let mut all = vec![permit(&format!("== Action::\"{}\"", grant.permission), named)];
    let level = grant.level.unwrap_or(FieldLevel::View);
    let (steps, selected) = match grant.permission {
        Permission::FieldView => (steps(FIELDS, |step| step <= level), selected(grant)),
        Permission::FieldEdit => (steps(FIELDS, |_| true), selected(grant)),
        Permission::CustomerEdit => {
            let base = r#"["plain", "personal"].contains(context.class)"#;
            (steps(FIELDS, |step| step == FieldLevel::Edit), vec![base.to_owned()])
        }
        Permission::ContactView => (steps(CONTACTS, |step| step <= level), Vec::new()),
        Permission::ContactEdit => {
            (steps(CONTACTS, |step| step > FieldLevel::Presence), Vec::new())
        }
        _ => return all,
    };
    all.push(permit(&format!("in [{steps}]"), selected));
    all
}

/// What a denial forbids, to all but administrators.
fn forbids(group: &GroupId, grant: &Grant) -> Vec<String> {
    let (actions, selected) = match grant.permission {
        Permission::FieldView => (steps(FIELDS, |_| true), selected(grant)),
        Permission::FieldEdit => (steps(FIELDS, |step| step == FieldLevel::Edit), selected(grant)),
        Permission::ContactReveal => {
            let above = steps(CONTACTS, |step| step > FieldLevel::Masked);
            (format!("Action::\"contact.reveal\", {above}"), Vec::new())
        }
        _ => return Vec::new(),
    };
    let conditions = when(selected.into_iter().chain(holds(grant)));
    let text = format!(
        "forbid (principal in Group::\"{group}\", action in [{actions}], resource){conditions} \
         unless {{ principal in Group::\"{ADMIN}\" }};"
    );
    vec![text]
}

/// The conditions of a policy, all of which have to hold.
fn when(conditions: impl Iterator<Item = String>) -> String {
    conditions.map(|of| format!(" when {{ {of} }}")).collect()
}

/// Where and when a grant holds.
fn holds(grant: &Grant) -> Vec<String> {
    let reach = match grant.scope {
        GrantScope::Book => None,
        GrantScope::Team => Some("resource has team && principal.teams.contains(resource.team)"),
        GrantScope::Own => Some("resource has owner && resource.owner == principal"),
    };
    let until = grant.until.map(|until| format!("context.now < {}", until.as_millis()));
    reach.map(str::to_owned).into_iter().chain(until).collect()
}

/// Which fields a grant names: one by its key, or a data class.
fn selected(grant: &Grant) -> Vec<String> {
    let selector = grant.selector.iter();
    selector.map(|of| format!("[context.field, context.class].contains({of:?})")).collect()
}

/// Some of the steps of a ladder, as actions.
fn steps(ladder: &str, of: impl Fn(FieldLevel) -> bool) -> String {
    let steps = STEPS.into_iter().filter(|step| of(*step));
    steps.map(|step| format!("Action::\"{ladder}/{step}\"")).collect::<Vec<_>>().join(", ")
}
