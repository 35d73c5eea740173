//! A crowd of customers who do not exist. Each is a function of its number alone, so that a smaller
//! crowd is the beginning of a larger one, and nobody has to keep them.

use customer_core::{NewContact, NewCustomer, NewEmail, NewPhone};

use crate::dice::Dice;

/// A place where people of a script live: locale, country, calling code with the beginning of a mobile
/// number, common given names, common family names, syllables of rare ones.
struct Place {
    locale: &'static str,
    country: &'static str,
    mobile: &'static str,
    given: &'static [&'static str],
    family: &'static [&'static str],
    syllables: &'static [&'static str],
}

const PLACES: &[Place] = &[
    Place {
        locale: "en-US",
        country: "US",
        mobile: "+1415",
        given: &[
            "James", "Mary", "John", "Linda", "Robert", "Emma", "Olivia", "Noah", "Liam", "Ava",
        ],
        family: &["Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson"],
        syllables: &["har", "ton", "wick", "ley", "ash", "ford", "mer", "den", "brook", "stan"],
    },
    Place {
        locale: "de-DE",
        country: "DE",
        mobile: "+49151",
        given: &["Anna", "Jürgen", "Käthe", "Lukas", "Sophie", "Björn", "Zoë", "Hans", "Lena"],
        family: &["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Groß", "Köhler", "Krüger"],
        syllables: &["berg", "hof", "stein", "wald", "mühl", "baum", "roth", "eich", "lauf"],
    },
    Place {
        locale: "es-ES",
        country: "ES",
        mobile: "+34612",
        given: &["José", "María", "Lucía", "Íñigo", "Andrés", "Sofía", "Raúl", "Carmen"],
        family: &["García", "Rodríguez", "Fernández", "López", "Núñez", "Sánchez", "Ibáñez"],
        syllables: &["alva", "poa", "rre", "dón", "mon", "tes", "quin", "ero", "ga", "ldo"],
    },
    Place {
        locale: "pl-PL",
        country: "PL",
        mobile: "+48512",
        given: &["Łukasz", "Zofia", "Paweł", "Małgorzata", "Jan", "Agnieszka"],
        family: &["Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Dąbrowski", "Żuk"],
        syllables: &["wicz", "ław", "bor", "kow", "ski", "dzi", "mir", "sław"],
    },
    Place {
        locale: "tr-TR",
        country: "TR",
        mobile: "+90532",
        given: &["Mehmet", "Ayşe", "Çağla", "İbrahim", "Ömer", "Işıl"],
        family: &["Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Öztürk"],
        syllables: &["oğlu", "gün", "taş", "kır", "dağ", "su", "han", "er"],
    },
    Place {
        locale: "vi-VN",
        country: "VN",
        mobile: "+8491",
        given: &["Anh", "Dũng", "Hương", "Minh", "Thảo", "Đức"],
        family: &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng"],
        syllables: &["thi", "văn", "ngọc", "quang", "bảo", "kim"],
    },
    Place {
        locale: "ru-RU",
        country: "RU",
        mobile: "+7912",
        given: &["Мария", "Иван", "Ольга", "Фёдор", "Наталья", "Сергей"],
        family: &["Иванова", "Петров", "Смирнова", "Кузнецов", "Соловьёв"],
        syllables: &["бел", "чер", "ков", "ский", "гор", "лес", "бор", "ин"],
    },
    Place {
        locale: "el-GR",
        country: "GR",
        mobile: "+30694",
        given: &["Γιώργος", "Μαρία", "Νίκος", "Ελένη", "Σοφία"],
        family: &["Παπαδόπουλος", "Γεωργίου", "Οικονόμου", "Νικολάου"],
        syllables: &["παπα", "κων", "στα", "ντι", "δης", "θεο", "λο"],
    },
    Place {
        locale: "ar-EG",
        country: "EG",
        mobile: "+20101",
        given: &["محمد", "فاطمة", "أحمد", "إيمان", "سارة"],
        family: &["الحسن", "علي", "إبراهيم", "القاضي"],
        syllables: &["عبد", "نور", "دين", "سعد", "كريم", "بكر"],
    },
    Place {
        locale: "he-IL",
        country: "IL",
        mobile: "+97252",
        given: &["דוד", "שרה", "יעל", "אברהם"],
        family: &["כהן", "לוי", "מזרחי", "פרץ"],
        syllables: &["בן", "שמש", "גל", "רון", "טל"],
    },
    Place {
        locale: "hi-IN",
        country: "IN",
        mobile: "+9198",
        given: &["प्रिया", "राहुल", "किरण", "अनिता"],
        family: &["शर्मा", "पटेल", "सिंह", "गुप्ता"],
        syllables: &["राज", "देव", "मल", "कर", "नाथ"],
    },
    Place {
        locale: "th-TH",
        country: "TH",
        mobile: "+6681",
        given: &["สมชาย", "มาลี", "อรุณ"],
        family: &["ใจดี", "แสงทอง", "ศรีสุข"],
        syllables: &["วงศ์", "ทอง", "สุข", "ชัย"],
    },
    Place {
        locale: "zh-CN",
        country: "CN",
        mobile: "+86138",
        given: &["伟", "秀英", "娜", "磊", "静"],
        family: &["王", "李", "张", "刘", "陈"],
        syllables: &["欧", "阳", "司", "马", "诸", "葛", "明", "文"],
    },
    Place {
        locale: "ja-JP",
        country: "JP",
        mobile: "+8190",
        given: &["さくら", "太郎", "花子", "ケン", "陽菜"],
        family: &["田中", "佐藤", "鈴木", "山田"],
        syllables: &["川", "島", "村", "本", "原", "野", "崎"],
    },
    Place {
        locale: "ko-KR",
        country: "KR",
        mobile: "+8210",
        given: &["민준", "서연", "지우", "하은"],
        family: &["김", "이", "박", "최"],
        syllables: &["남궁", "황보", "제갈", "선우", "독고"],
    },
    Place {
        locale: "ka-GE",
        country: "GE",
        mobile: "+995555",
        given: &["თამარ", "გიორგი", "ნინო"],
        family: &["ბერიძე", "კაპანაძე", "გელაშვილი"],
        syllables: &["შვი", "ლი", "ძე", "ია", "მარ"],
    },
];
const DOMAINS: &[&str] =
    &["gmail.com", "example.com", "mail.example.org", "outlook.example", "yahoo.example"];
const CITIES: &[&str] = &["Berlin", "Paris", "Kyiv", "Osaka", "Lima", "Oslo", "Cairo", "Pune"];
const SOURCES: &[&str] = &["web", "shop", "event", "referral"];

/// The customer of a number.
pub fn customer(number: usize) -> NewCustomer {
    let mut dice = Dice::new(0xC0FFEE ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    // Two in five are of the first place, the others of all.
    let at = if dice.below(5) < 2 { 0 } else { dice.below(PLACES.len()) };
    let Some(place) = PLACES.get(at) else { return NewCustomer::default() };
    let given = dice.pick_common(place.given);
    let family = if dice.below(10) < 6 {
        dice.pick_common(place.family).to_owned()
    } else {
        rare(place, &mut dice)
    };
    // One in a hundred uses the address of somebody in the family.
    let of = if dice.one_in(100) { dice.below(number + 1) } else { number };
    let local = if at < 5 { ascii(&family) } else { "user".to_owned() };
    let mut card = NewContact {
        emails: vec![NewEmail::new(format!("{local}{of}@{}", dice.pick_common(DOMAINS)))],
        ..NewContact::default()
    };
    card.phones.push(NewPhone::new(format!("{}{:07}", place.mobile, dice.below(10_000_000))));
    if dice.one_in(2) {
        card.emails.push(NewEmail::new(format!("{local}.{number}@firm{}.example", number % 997)));
    }
    let filled = |text: &str| Some(text.to_owned());
    NewCustomer {
        given_name: filled(given),
        family_name: Some(family),
        ref1: Some(format!("c-{number:07}")),
        city: filled(dice.word(CITIES)),
        country: filled(place.country),
        locale: filled(place.locale),
        source: filled(dice.word(SOURCES)),
        contacts: vec![card],
        ..NewCustomer::default()
    }
}

/// A name that few have.
fn rare(place: &Place, dice: &mut Dice) -> String {
    let parts = 2 + dice.below(2);
    let name: String = (0..parts).map(|_| dice.word(place.syllables)).collect();
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn ascii(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).flat_map(char::to_lowercase).collect()
}
