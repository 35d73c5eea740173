//! What must hold whatever somebody types to find a customer.

#![expect(clippy::unwrap_used, reason = "a property may fail")]

use customer_core::{
    Actor, CustomerBook, CustomerSearch, CustomerSelection, NewContact, NewCustomer, NewEmail,
    NewPhone, Session,
};

/// A book with some customers in it.
pub struct People {
    _book: CustomerBook,
    session: Session,
}

impl Default for People {
    fn default() -> Self {
        Self::new()
    }
}

impl People {
    /// Customers whose names are written in several scripts.
    pub fn new() -> Self {
        const NAMES: [&str; 10] = [
            "Anna Müller",
            "Conan O'Brien",
            "山田太郎",
            "김민수",
            "محمد الحسن",
            "דוד כהן",
            "Мария Ёлкина",
            "प्रिया शर्मा",
            "สมชาย ใจดี",
            "Nguyễn Văn Đức",
        ];
        let book = CustomerBook::open_in_memory().unwrap();
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let session = book.session(&admin).unwrap();
        let new = (0..60).map(|n| NewCustomer {
            full_name: NAMES.get(n % NAMES.len()).map(|name| (*name).to_owned()),
            ref1: Some(format!("K-{n}")),
            contacts: vec![NewContact {
                emails: vec![NewEmail::new(format!("a{n}@host{}.example", n % 7))],
                phones: vec![NewPhone::new(format!("+49 151 112345{n:02}"))],
                ..NewContact::default()
            }],
            ..NewCustomer::default()
        });
        session.create_customers(new.collect()).unwrap();
        Self { _book: book, session }
    }
}

impl People {
    /// Asks for the first page alone.
    pub fn find(&self, text: &str) {
        let text = text.to_owned();
        let search = CustomerSearch { text, limit: 5, ..CustomerSearch::default() };
        assert!(self.session.search_customers(&search).unwrap().items.len() <= 5);
    }

    /// How many a text finds.
    pub fn count(&self, text: &str) -> u64 {
        let text = Some(text.to_owned());
        let selection = CustomerSelection { text, ..CustomerSelection::default() };
        self.session.count_customers(&selection).unwrap().active
    }
}

/// T22, T23: no text is an error; small pages give what one large page gives; as many are counted as
/// are found; what is shown to have matched is there.
pub fn search(people: &People, text: &str) {
    let ask = |limit: u32, after: Option<String>| {
        let text = text.to_owned();
        let search = CustomerSearch { text, limit, after, ..CustomerSearch::default() };
        people.session.search_customers(&search).unwrap()
    };
    let all = ask(500, None);
    assert!(all.next.is_none(), "there are not so many");
    for matched in all.items.iter().flat_map(|hit| &hit.matched) {
        let (start, length) = (matched.start as usize, matched.length as usize);
        assert!(length > 0 && start + length <= matched.value.chars().count());
    }
    let first = ask(7, None);
    let ids = |page: &customer_core::SearchPage| -> Vec<_> {
        page.items.iter().map(|hit| hit.customer.id).collect()
    };
    let (wanted, mut got) = (ids(&all), ids(&first));
    if let Some(next) = first.next {
        got.extend(ids(&ask(500, Some(next))));
    }
    assert_eq!(got, wanted, "pages");
    let mut once = wanted.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), wanted.len(), "each is found once");
    assert_eq!(people.count(text), wanted.len() as u64, "counted");
}
