//! What each operation is tried with.

use customer_core::{
    Actor, ActorId, CallPhase, CallToMatch, ChatToMatch, ContactPatch, CreationMode, CustomerField,
    CustomerListing, CustomerPatch, CustomerSearch, CustomerSelection, CustomerSort,
    CustomerStatus, DataClass, EmailToMatch, ExportOptions, Filter, GroupId, HandleChannel,
    ImportOptions, ImportSource, InteractionKind, InteractionRef, LinkRequest, LinkTarget, LogHead,
    MatchOptions, Member, NewCapture, NewContact, NewCustomer, NewEmail, NewPoint, NewSegment,
    PermissionGroup, PointFlags, PointPatch, Policy, Question, ReferenceSlot, SenderAuth,
    SentMessage, Settings, TimeSpan, Timestamp, parse_message,
};

use super::{About, Call, Target};

fn point(target: &Target) -> NewPoint {
    NewPoint::Email(NewEmail::new(format!("new{}@example.com", target.n)))
}

fn address(target: &Target) -> NewPoint {
    NewPoint::Email(NewEmail::new(target.email.clone()))
}

fn link(target: &Target) -> LinkRequest {
    LinkRequest {
        interaction: InteractionRef {
            kind: InteractionKind::Call,
            external_id: format!("call {}", target.n),
        },
        at: Timestamp::from_millis(1),
        target: LinkTarget::Existing { customer: target.customer },
        remember_sender: false,
        sender: None,
    }
}

fn new() -> NewCustomer {
    NewCustomer { full_name: Some("Bo".into()), ..NewCustomer::default() }
}

fn email(target: &Target) -> EmailToMatch {
    let raw = format!("From: {}\r\nMessage-ID: <{}@x>\r\n\r\nx", target.email, target.n);
    EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1),
        thread: None,
        keep_participants: false,
    }
}

fn call(target: &Target) -> CallToMatch {
    CallToMatch {
        call_id: target.n.to_string(),
        caller: "+4915112345678".into(),
        region: None,
        caller_name: None,
        phase: CallPhase::Accepted,
        at: Timestamp::from_millis(1),
    }
}

fn chat(target: &Target) -> ChatToMatch {
    serde_json::from_value(serde_json::json!({
        "chat_id": target.n.to_string(), "channel": HandleChannel::Webchat, "at": 1
    }))
    .unwrap()
}

pub(super) fn group(id: &GroupId) -> PermissionGroup {
    PermissionGroup {
        id: id.clone(),
        name: "Group".into(),
        description: String::new(),
        grants: Vec::new(),
    }
}

/// A segment that differs from others.
pub(super) fn segment(name: &str, n: u64) -> NewSegment {
    let from = Some(Timestamp::from_millis(i64::try_from(n).unwrap()));
    let filter = Filter::Created(TimeSpan { from, before: None });
    NewSegment { name: name.to_owned(), description: String::new(), filter }
}

/// A member who is in no group, under a name that tells the calls apart.
fn member(target: &Target) -> Member {
    let id = ActorId::new(format!("m{}", target.n)).unwrap();
    Member { name: "M".into(), kind: customer_core::ActorKind::Agent, groups: Vec::new(), id }
}

/// The entry of an operation.
pub(super) fn entry(name: &str) -> (About, Call) {
    customers(name)
        .or_else(|| files(name))
        .or_else(|| contacts(name))
        .or_else(|| book(name))
        .or_else(|| permissions(name))
        .unwrap_or_else(|| panic!("the operation {name} has no entry in the matrix"))
}

fn customers(name: &str) -> Option<(About, Call)> {
    use About::{Customer, Nothing};
    Some(match name {
        "get_customer" => (Customer, |s, t| s.get_customer(t.customer).map(drop)),
        "list_customers" => (Nothing, |s, _| {
            let listing = CustomerListing { sort: CustomerSort::Created, ..Default::default() };
            s.list_customers(&listing).map(drop)
        }),
        "search_customers" => (Nothing, |s, t| {
            let search = CustomerSearch { text: t.email.clone(), ..Default::default() };
            s.search_customers(&search).map(drop)
        }),
        "count_customers" => {
            (Nothing, |s, _| s.count_customers(&CustomerSelection::default()).map(drop))
        }
        "list_customer_ids" => {
            (Nothing, |s, _| s.list_customer_ids(&CustomerSelection::default(), 10, None).map(drop))
        }
        "list_segments" => (Nothing, |s, _| s.list_segments().map(drop)),
        "put_segment" => (Nothing, |s, t| s.put_segment(&segment("other", t.n)).map(drop)),
        "remove_segment" => (About::Segment, |s, t| s.remove_segment(t.group.as_str())),
        "find_by_reference" => {
            (Customer, |s, t| s.find_by_reference(ReferenceSlot::Ref1, &t.reference).map(drop))
        }
        "find_by_address" => (Nothing, |s, t| s.find_by_address(&address(t)).map(drop)),
        "find_ids_by_address" => (Nothing, |s, t| s.find_ids_by_address(&[address(t)]).map(drop)),
        "lookup_address" => (Nothing, |s, t| s.lookup_address(&address(t)).map(drop)),
        "create_customer" => (Nothing, |s, _| s.create_customer(new()).map(drop)),
        "create_customers" => (Nothing, |s, _| s.create_customers(vec![new()]).map(drop)),
        "update_customer" => (Customer, |s, t| {
            s.update_customer(t.customer, t.version, CustomerPatch::default()).map(drop)
        }),
        "set_customer_status" => {
            (Customer, |s, t| s.set_customer_status(t.customer, CustomerStatus::Inactive).map(drop))
        }
        "delete_customer" => (Customer, |s, t| s.delete_customer(t.customer)),
        "block_customer" => (Customer, |s, t| s.block_customer(t.customer, true, None).map(drop)),
        _ => return None,
    })
}

fn files(name: &str) -> Option<(About, Call)> {
    use About::Nothing;
    Some(match name {
        "import_customers" => (Nothing, |s, _| {
            let file = ImportSource::Reader(Box::new(&b"full_name\nBo\n"[..]));
            let mut import = s.start_import(file, ImportOptions::default())?;
            while import.next_batch()?.is_some() {}
            Ok(())
        }),
        "forget_import" => (Nothing, |s, _| s.forget_import("none").map(drop)),
        "export_customers" => {
            (Nothing, |s, _| s.export_customers(ExportOptions::default())?.next_chunk().map(drop))
        }
        _ => return None,
    })
}

fn contacts(name: &str) -> Option<(About, Call)> {
    use About::Customer;
    Some(match name {
        "list_contacts" => (Customer, |s, t| s.list_contacts(t.customer).map(drop)),
        "reveal_contacts" => (Customer, |s, t| s.reveal_contacts(t.customer).map(drop)),
        "can_add_contact" => (Customer, |s, t| s.can_add_contact(t.customer).map(drop)),
        "add_contact" => {
            (Customer, |s, t| s.add_contact(t.customer, NewContact::default()).map(drop))
        }
        "update_contact" => (Customer, |s, t| {
            let patch = ContactPatch { label: Some(t.n.to_string()), person_name: None };
            s.update_contact(t.customer, t.contact, patch).map(drop)
        }),
        "remove_contact" => (Customer, |s, t| s.remove_contact(t.customer, t.contact)),
        "add_point" => (Customer, |s, t| s.add_point(t.customer, None, point(t)).map(drop)),
        "update_point" => (Customer, |s, t| {
            let patch =
                PointPatch { text: Some(format!("n{}@x.example", t.n)), ..Default::default() };
            s.update_point(t.customer, t.point, patch).map(drop)
        }),
        "remove_point" => (Customer, |s, t| s.remove_point(t.customer, t.point)),
        "set_point_flags" => (Customer, |s, t| {
            let flags = PointFlags { preferred: Some(true), ..PointFlags::default() };
            s.set_point_flags(t.customer, t.point, flags).map(drop)
        }),
        "capture_point" => (Customer, |s, t| {
            let (account, user_id, at) = (None, None, Timestamp::from_millis(1));
            let capture =
                NewCapture { source: "web".into(), account, user_id, point: point(t), at };
            s.capture_point(t.customer, capture).map(drop)
        }),
        "link_interaction" => (Customer, |s, t| s.link_interaction(link(t)).map(drop)),
        "list_interactions" => {
            (Customer, |s, t| s.list_interactions(t.customer, 5, None).map(drop))
        }
        "record_sent" => (Customer, |s, t| {
            let (message_id, recipients) = (t.n.to_string(), vec![t.email.clone()]);
            let (customer, at) = (Some(t.customer), Timestamp::from_millis(1));
            s.record_sent(SentMessage { message_id, recipients, customer, at })
        }),
        _ => return None,
    })
}

fn book(name: &str) -> Option<(About, Call)> {
    use About::Nothing;
    Some(match name {
        "match_email" => {
            (Nothing, |s, t| s.match_email(&email(t), MatchOptions::default()).map(drop))
        }
        "match_call" => (Nothing, |s, t| s.match_call(&call(t), MatchOptions::default()).map(drop)),
        "match_chat" => (Nothing, |s, t| s.match_chat(&chat(t), MatchOptions::default()).map(drop)),
        "get_settings" => (Nothing, |s, _| s.get_settings().map(drop)),
        "update_settings" => (Nothing, |s, t| {
            // Who may write the settings may read them, and is denied both alike.
            let settings = s.get_settings()?;
            let max_points = if t.n.is_multiple_of(2) { 40 } else { 50 };
            s.update_settings(Settings { max_points, ..settings }).map(drop)
        }),
        "set_creation_modes" => {
            (Nothing, |s, _| s.set_creation_modes(None, Some(CreationMode::Manual), None))
        }
        "list_changes" => (Nothing, |s, _| s.list_changes(0, None, 5).map(drop)),
        "log_head" => (Nothing, |s, _| s.log_head().map(drop)),
        "verify_log" => (Nothing, |s, _| {
            // The whole log is looked over, so a short one is asked for.
            s.verify_log(&LogHead::default()).map(drop)
        }),
        _ => return None,
    })
}

fn permissions(name: &str) -> Option<(About, Call)> {
    use About::{Group, Nothing};
    Some(match name {
        "list_fields" => (Nothing, |s, _| s.list_fields().map(drop)),
        "set_field_class" => (Nothing, |s, t| {
            let class = if t.n.is_multiple_of(2) { DataClass::Personal } else { DataClass::Plain };
            s.set_field_class(CustomerField::State, class)
        }),
        "list_groups" => (Nothing, |s, _| s.list_groups().map(drop)),
        "put_group" => (Nothing, |s, t| s.put_group(group(&t.group))),
        "remove_group" => (Group, |s, t| s.remove_group(&t.group)),
        "list_members" => (Nothing, |s, _| s.list_members().map(drop)),
        "set_member_groups" => (Nothing, |s, t| s.set_member_groups(member(t))),
        "explain" => (Nothing, |s, _| {
            let question = Question::operation("get_customer");
            s.explain(&Actor::agent("a1", "A").unwrap(), &question).map(drop)
        }),
        "who_can" => (Nothing, |s, _| s.who_can(&Question::operation("get_customer")).map(drop)),
        "diff_policy" => {
            (Nothing, |s, _| s.diff_policy(&Policy::default(), &Policy::default()).map(drop))
        }
        "effective_permissions" => (Nothing, |s, _| s.effective_permissions().map(drop)),
        "check" => (Nothing, |s, _| s.check(&Question::operation("get_customer")).map(drop)),
        "check_many" => (Nothing, |s, _| s.check_many(&[]).map(drop)),
        _ => return None,
    })
}
