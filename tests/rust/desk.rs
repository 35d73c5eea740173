//! A session as the worlds of senders and searches need it: of this library, or of another language.

use std::path::Path;

use customer_core::{
    Actor, ChangeEntry, Contact, Customer, CustomerBook, CustomerCount, CustomerId,
    CustomerListing, CustomerPage, CustomerSearch, CustomerSelection, CustomerStatus,
    CustomerWritten, EmailToMatch, Error, InboundEmail, LinkRequest, Linked, MatchAnswer,
    MatchOptions, NewCustomer, Page, PointFlags, PointId, PointWritten, SearchPage, SentMessage,
    Session, Settings, parse_message,
};
use serde_json::{Value, json};

use crate::player::{self, RemoteBook, RemoteSession};

type Result<T> = std::result::Result<T, Error>;

/// A message, as it is read here or in another language.
pub(crate) fn message(octets: &[u8]) -> InboundEmail {
    if player::is_remote() {
        player::typed(&player::free("parse_message", json!({"bytes": octets})).unwrap())
    } else {
        parse_message(octets)
    }
}

/// A book with an administrator.
pub(crate) enum Shelf {
    Here(CustomerBook),
    There(RemoteBook),
}

impl Shelf {
    /// A book in memory, or in a file.
    pub(crate) fn open(path: Option<&Path>) -> Self {
        if player::is_remote() {
            return Self::There(RemoteBook::open(path));
        }
        Self::Here(match path {
            Some(path) => CustomerBook::open(path).unwrap(),
            None => CustomerBook::open_in_memory().unwrap(),
        })
    }

    pub(crate) fn add_first_administrator(&self, admin: &Actor) {
        match self {
            Self::Here(book) => book.add_first_administrator(admin).unwrap(),
            Self::There(book) => {
                book.call("add_first_administrator", json!({"actor": admin})).map(drop).unwrap();
            }
        }
    }

    pub(crate) fn session(&self, actor: &Actor) -> Desk {
        match self {
            Self::Here(book) => Desk::Here(book.session(actor).unwrap()),
            Self::There(book) => Desk::There(book.session(actor, None, None).unwrap()),
        }
    }

    pub(crate) fn close(&self) {
        match self {
            Self::Here(book) => book.close().unwrap(),
            Self::There(book) => book.call("close", json!({})).map(drop).unwrap(),
        }
    }
}

/// A session.
#[derive(Clone)]
pub(crate) enum Desk {
    Here(Session),
    There(RemoteSession),
}

/// The same method here and there.
macro_rules! both {
    ($($name:ident($($arg:ident: $kind:ty as $pass:expr),*) -> $answer:ty;)*) => {
        impl Desk {
            $(pub(crate) fn $name(&self, $($arg: $kind),*) -> Result<$answer> {
                match self {
                    Self::Here(session) => session.$name($($pass),*),
                    Self::There(session) => {
                        session.typed(stringify!($name), json!({$(stringify!($arg): $arg),*}))
                    }
                }
            })*
        }
    };
}

both! {
    get_settings() -> Settings;
    update_settings(settings: Settings as settings) -> Settings;
    create_customer(new: NewCustomer as new) -> CustomerWritten;
    get_customer(id: CustomerId as id) -> Customer;
    list_contacts(customer: CustomerId as customer) -> Vec<Contact>;
    list_customers(listing: &CustomerListing as listing) -> CustomerPage;
    search_customers(search: &CustomerSearch as search) -> SearchPage;
    count_customers(selection: &CustomerSelection as selection) -> CustomerCount;
    link_interaction(request: LinkRequest as request) -> Linked;
    set_customer_status(id: CustomerId as id, status: CustomerStatus as status) -> Customer;
    block_customer(id: CustomerId as id, blocked: bool as blocked, reason: Option<String> as reason) -> Customer;
    set_point_flags(customer: CustomerId as customer, point: PointId as point, flags: PointFlags as flags) -> PointWritten;
    list_changes(after: u64 as after, customer: Option<CustomerId> as customer, limit: u32 as limit) -> Vec<ChangeEntry>;
    delete_customer(id: CustomerId as id) -> ();
    record_sent(sent: SentMessage as sent) -> ();
}

impl Desk {
    pub(crate) fn match_email(
        &self,
        email: &EmailToMatch,
        options: MatchOptions,
    ) -> Result<MatchAnswer> {
        match self {
            Self::Here(session) => session.match_email(email, options),
            Self::There(session) => {
                let mut args = json!({"email": email});
                if options.dry_run {
                    args["options"] = json!({"dry_run": true});
                }
                session.typed("match_email", args)
            }
        }
    }

    pub(crate) fn list_customer_ids(
        &self,
        selection: &CustomerSelection,
        limit: u32,
        after: Option<&str>,
    ) -> Result<Page<CustomerId>> {
        match self {
            Self::Here(session) => session.list_customer_ids(selection, limit, after),
            Self::There(session) => {
                let args: Value = json!({"selection": selection, "limit": limit, "after": after});
                session.typed("list_customer_ids", args)
            }
        }
    }
}
