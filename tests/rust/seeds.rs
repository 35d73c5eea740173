//! Inputs to begin with: all that the vectors hold.

#![expect(clippy::indexing_slicing, reason = "a field that is missing reads as null")]

use crate::{cases, items, octets, text};

/// The inputs for one of the [properties](crate::properties), as octets.
///
/// # Errors
/// A vector file that cannot be read.
pub fn of(property: &str) -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = Vec::new();
    match property {
        "email" => {
            for case in cases("emails.json")? {
                seeds.push(text(&case["args"]["text"]).as_bytes().to_vec());
            }
        }
        "phone" => {
            for case in cases("phones.json")? {
                // The first octets are the region.
                let region = case["args"]["region"].as_str().unwrap_or("--");
                seeds.push(format!("{region:2.2}{}", text(&case["args"]["text"])).into_bytes());
            }
        }
        "authentication" => {
            for message in messages()? {
                let raw = String::from_utf8_lossy(&message).into_owned();
                let header =
                    raw.lines().filter_map(|of| of.strip_prefix("Authentication-Results:"));
                seeds.extend(header.map(|of| of.trim().as_bytes().to_vec()));
            }
        }
        "message" => seeds = messages()?,
        "mbox" => seeds = mailboxes()?,
        "csv" => seeds = lists_of_customers()?,
        "csv_import" => seeds = files_to_import()?,
        "json_lines" => seeds = json_lines()?,
        "vcard" => seeds = with_parts(&vcards()),
        "js_contact" => seeds = with_parts(&js_contacts()),
        "search" => {
            for group in cases("search.json")? {
                let texts = items(&group["searches"]).iter().map(|case| text(&case["query"]));
                seeds.extend(texts.map(|text| text.as_bytes().to_vec()));
            }
        }
        "database" => seeds = changes_of_files(),
        other => return Err(format!("no property {other}")),
    }
    Ok(seeds)
}

fn messages() -> Result<Vec<Vec<u8>>, String> {
    let mut found = Vec::new();
    for file in [
        "messages.json",
        "senders/classes.json",
        "senders/decisions.json",
        "senders/rules.json",
        "senders/hostile.json",
    ] {
        for case in cases(file)? {
            found.extend([octets(&case["args"]), octets(&case)]);
        }
    }
    found.retain(|message| !message.is_empty());
    found.sort();
    found.dedup();
    Ok(found)
}

const SEPARATOR: &[u8] = b"From anna@example.com Thu Jan  1 00:00:00 1970\n";

/// Messages one by one and some together, and lines that are nearly separators.
fn mailboxes() -> Result<Vec<Vec<u8>>, String> {
    let messages = messages()?;
    let mailbox = |messages: &[Vec<u8>]| {
        let each = |message: &Vec<u8>| [SEPARATOR, message.as_slice(), b"\n\n"].concat();
        messages.iter().flat_map(each).collect::<Vec<u8>>()
    };
    let mut seeds: Vec<_> = messages.chunks(1).step_by(8).map(mailbox).collect();
    seeds.extend(messages.chunks(5).step_by(4).map(mailbox));
    for odd in [
        "",
        "\n \n",
        "Subject: no separator\n\n",
        "From nobody\n\n",
        "\r\n\r\nFrom a 12:00\r\n\r\nFrom b 12:00\r\n",
        "From a 00:00\nFrom b 00:00\n\n>From c\n>>From d\n> From e\n\nFrom f 1:00\n",
        "From a 00:00\n\n\nFrom b 00:00",
    ] {
        seeds.push(odd.as_bytes().to_vec());
    }
    Ok(seeds)
}

/// Each customer of the vectors as a row, and what lists of others have in them.
fn lists_of_customers() -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = Vec::new();
    for case in cases("customers.json")? {
        for step in items(&case["steps"]) {
            let new = &step["args"]["new"];
            let cell = |name: &str| text(&new[name]).replace('"', "\"\"");
            let cells = ["full_name", "email", "country", "city", "kind"].map(cell);
            let row = cells.map(|cell| format!("\"{cell}\"")).join(",");
            let phone = text(&new["phone"]["number"]);
            seeds.push(
                format!("full_name,emails,country,city,kind,phones\n{row},{phone}\n").into_bytes(),
            );
        }
    }
    seeds.sort();
    seeds.dedup();
    for odd in [
        "",
        "\u{feff}full_name\r\nAnna\r\nBo\r\n",
        "ref,full_name\nR1,Anna\nR1,Bo\n,Cy\nR2\n",
        "full_name,emails,phones,phone_region,status\nAnna,a@b.co;b@b.co,030 123456;+4930,DE,inactive\n",
        "full_name,notes\nAnna,\"two\nlines\"\nBo,\"never closed\nCy,x\n",
        "kind,full_name,time_zone,locale,city\nentity,Shop,Europe/Berlin,de-DE,\"Bonn, am Rhein\"\n",
        "full_name\rAnna\rBo\n\n\nCy \"C\" C\n\"D\" d\n\"\"\n",
    ] {
        seeds.push(odd.as_bytes().to_vec());
    }
    seeds.push(b"full_name\nAnna\nB\xF6\n\xFF\xFE\n".to_vec());
    Ok(seeds)
}

/// Lists of customers in the ways of other systems, and what nobody would write.
fn files_to_import() -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = lists_of_customers()?;
    for odd in [
        "sep=;\r\nVorname;Nachname;E-Mail;Handy\r\nAnna;M\u{fc}ller;a@b.example;'+49151\r\n",
        "First Name,Last Name,E-mail 1 - Value,E-mail 2 - Value\nA,B,a@b.example,c@d.example\n",
        "full_name\tkind\tstatus\tcontacts\nA\tentity\tinactive\t[]\n",
        "name,contacts\nA,\"[{\"\"emails\"\":[{\"\"address\"\":\"\"a@b.example\"\",\"\"preferred\"\":true}]}]\"\n",
        "name,contacts\nA,[{}\nB,{}\nC,[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]\n",
        "name|city\n\"A\"x|B\n=1|'=1\n\u{2022}\u{2022}\u{2022}|x\nA|B|C\n\"open|\n\n",
        "name,name,,\u{feff}x\n,,,\n\0,\0\n",
    ] {
        seeds.push(odd.as_bytes().to_vec());
        seeds.push(odd.encode_utf16().flat_map(u16::to_le_bytes).collect());
        seeds.push(format!("\u{feff}{odd}").encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    Ok(seeds)
}

/// Each customer of the vectors on a line, and lines that are none.
/// Files, and each without one of its lines or members.
fn with_parts(files: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut all = files.to_vec();
    for file in files {
        let parts: Vec<&[u8]> =
            file.split_inclusive(|octet| matches!(octet, b'\n' | b',')).collect();
        all.extend((0..parts.len()).map(|out| {
            let others = parts.iter().enumerate().filter(|(at, _)| *at != out);
            others.flat_map(|(_, part)| part.iter().copied()).collect()
        }));
    }
    all
}

fn vcards() -> Vec<Vec<u8>> {
    [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Alm\r\nN:Alm;Anna;;;\r\nitem1.EMAIL;TYPE=INTERNET,pref:a@b.example\r\nitem1.X-ABLabel:_$!<Work>!$_\r\nTEL;TYPE=CELL:+49 151 1234\r\n 5678\r\nADR;TYPE=HOME:;;Weg 1;Bonn;;53111;Germany\r\nX-A:1\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Firm\nORG:Firm;Sales\nTEL;VALUE=uri;PREF=1:tel:+49-30-1234;ext=7\nIMPP:twitter:anna\nJSPROP;JSPTR=\"notes/1\":{\"note\":\"x\"}\nNOTE:a\\nb\\,c\nEND:VCARD\n",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=\r\nJ=C3=BCrgen\r\nTEL;HOME:1234\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:open\r\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn js_contacts() -> Vec<Vec<u8>> {
    [
        "{\"@type\":\"Card\",\"version\":\"1.0\",\"uid\":\"u1\",\"name\":{\"full\":\"Anna Alm\",\"components\":[{\"kind\":\"given\",\"value\":\"Anna\"}]},\"emails\":{\"e\":{\"address\":\"a@b.example\",\"pref\":1}},\"phones\":{\"p\":{\"number\":\"tel:+491511234\",\"features\":{\"mobile\":true}}}}\n",
        "[{\"@type\":\"Card\",\"kind\":\"org\",\"name\":{\"full\":\"Firm\"},\"vCardProps\":[[\"x-a\",{},\"text\",\"1\"]],\"a/b~c\":[[]]},{},[]]",
        "{\"@type\":\"Card\",\"name\":{\"full\":\"\\ud83d\"}}\n{\"@type\":\"Group\"}\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn json_lines() -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = Vec::new();
    for case in cases("customers.json")? {
        let lines = items(&case["steps"]).iter().map(|step| &step["args"]["new"]);
        let lines: Vec<String> =
            lines.filter(|new| new.is_object()).map(|new| format!("{new}\r\n")).collect();
        seeds.push(lines.concat().into_bytes());
    }
    seeds.sort();
    seeds.dedup();
    for odd in [
        "{\"name\":\"A\",\"name\":\"B\"}\n{\"name\":1e9}\n{\"ref1\":12345678901234567890}\n",
        "{\"First Name\":\"A\",\"phone\":{\"number\":\"030 1\",\"region\":\"DE\"}}\r{\"phone\":\"1\"}",
        "{\"contacts\":[{\"phones\":[1,{}],\"emails\":[null],\"handles\":[{\"channel\":\"custom\"}]}]}\n",
        "{\"email\":\"a@b.example\",\"contacts\":[{\"emails\":[\"a@b.example \"]}]}\n[]\n{}\n\"\\ud800\"\n",
        "{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}\n{",
    ] {
        seeds.push(odd.as_bytes().to_vec());
    }
    Ok(seeds)
}

/// What is done to a book file: a way, then places and what is put there.
fn changes_of_files() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = vec![
        Vec::new(),
        vec![0],
        vec![1],
        [&[1][..], b"SQLite format 3\0"].concat(),
        [&[1][..], &[0; 512]].concat(),
        vec![2, 0, 0x10, 0],
        vec![2, 0, 0x30, 0, 0, 0, 28, 0],
        // A log and a journal by their first words.
        [&[3][..], &[0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18, 0, 0, 0x10, 0]].concat(),
        [&[4][..], &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 0]].concat(),
    ];
    // The fields of the header: size of a page, versions, pages, free list, schema, encoding, ids.
    for at in
        [16, 18, 19, 20, 28, 31, 32, 36, 40, 44, 47, 52, 56, 59, 60, 64, 68, 96, 100, 103, 105]
    {
        seeds.push(vec![0, 0, 0, at, 0xFF]);
        seeds.push(vec![0, 0, 0, at, 0x00]);
    }
    // The heads and some cells of the pages behind it.
    for page in 1..64_u32 {
        let patch = |at: u32, to: u8| {
            let [_, place @ ..] = (page * 4096 + at).to_be_bytes();
            [place.as_slice(), &[to]].concat()
        };
        for (first, second) in
            [((0, 0x0D), (3, 0xFF)), ((5, 0xFF), (0xFF0, 0x7F)), ((8, 0), (9, 1))]
        {
            let patches = [patch(first.0, first.1), patch(second.0, second.1)].concat();
            seeds.push([&[0], patches.as_slice()].concat());
        }
    }
    seeds
}

/// A region and a number out of a seed for phones.
pub fn region_and_number(seed: &str) -> (Option<&str>, &str) {
    match seed.split_at_checked(2) {
        Some((region, number)) if region != "--" => (Some(region), number),
        Some((_, number)) => (None, number),
        None => (None, seed),
    }
}
