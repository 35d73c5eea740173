//! What names of columns suggest: English, German, French, Spanish, Italian, Portuguese and Dutch,
//! and the headers that address books and support systems write.
//!
//! Names are compared folded and without anything but letters and digits, so that `E-Mail 1 - Value`
//! is `email1value`. A number in a name that may stand several times counts for nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::contact::PhoneKind;
use crate::model::field::CustomerField;
use crate::model::handle::HandleChannel;
use crate::model::text::fold;

use super::columns::Target;

/// What the name of a column suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It fills a target.
    Fills(Target),
    /// An export writes it, and nobody can set it.
    LeftOut,
}

/// Longer names of columns are no names.
const MAX_NAME: usize = 100;

/// What an export writes beside what can be set.
const LEFT_OUT: &str =
    "id created_at updated_at version last_contact_at display_name verified blocked";

/// The synonyms of each target, folded.
const SYNONYMS: &[(&str, &str)] = &[
    (
        "full_name",
        "fullname displayname contactname customername clientname personname contact customer \
         kunde kundenname ansprechpartner vollername vollstandigername nomcomplet nomduclient \
         nombrecompleto nomecompleto nomecliente nombrecliente volledigenaam klantnaam",
    ),
    (
        "given_name",
        "givenname firstname forename fname christianname vorname rufname prenom primernombre \
         nombredepila primeironome voornaam",
    ),
    (
        "family_name",
        "familyname lastname surname lname nachname familienname zuname nomdefamille apellido \
         apellidos cognome apelido apelidos sobrenome ultimonome achternaam familienaam",
    ),
    (
        "ref1",
        "ref1 reference reference1 externalid externalreference externalkey uniqueexternalid extid \
         identifier customerid customernumber customerno customerref clientid clientnumber userid \
         contactid recordid recordidcontact accountnumber membernumber crmid kundennummer kundennr \
         kdnr kundenid externeid numeroclient numerodeclient idclient idexterne numerodecliente \
         numerocliente idcliente idexterno codicecliente idesterno codigocliente codigodocliente \
         klantnummer klantid extern",
    ),
    ("ref2", "ref2 reference2 externalid2 secondaryid secondaryreference"),
    (
        "address_line1",
        "addressline1 address address1 street street1 streetaddress streetaddress1 streetname \
         address1street mailingstreet mailingaddress businessstreet workstreet homestreet \
         billingstreet billingaddress strasse strassehausnummer strasseundhausnummer \
         strassehausnr anschrift adresse adresse1 rue direccion direccion1 calle domicilio \
         indirizzo indirizzo1 via endereco endereco1 rua morada logradouro adres adres1 straat \
         straatnaam straatenhuisnummer",
    ),
    (
        "address_line2",
        "addressline2 address2 street2 streetaddress2 businessstreet2 homestreet2 apartment suite \
         address1extendedaddress adresszusatz adresse2 complement complementdadresse direccion2 \
         indirizzo2 endereco2 complemento adres2",
    ),
    (
        "address_line3",
        "addressline3 address3 street3 businessstreet3 homestreet3 adresse3 direccion3 indirizzo3 \
         endereco3 adres3",
    ),
    (
        "city",
        "city town locality address1city mailingcity businesscity workcity homecity billingcity ort \
         stadt wohnort ville commune ciudad poblacion localidad citta comune localita cidade \
         localidade municipio plaats woonplaats stad",
    ),
    (
        "state",
        "state province region county stateprovince stateregion provincestate address1region \
         mailingstate businessstate workstate homestate billingstate bundesland kanton departement \
         etat estado provincia comunidadautonoma regione distrito uf provincie regio",
    ),
    (
        "postal_code",
        "postalcode zip zipcode postcode zippostalcode address1postalcode mailingzip \
         mailingpostalcode businesspostalcode workpostalcode homepostalcode billingpostalcode plz \
         postleitzahl codepostal cp codigopostal cap codicepostale cep",
    ),
    (
        "country",
        "country countrycode countryregion isocountry countryiso address1country mailingcountry \
         businesscountry businesscountryregion workcountry homecountry homecountryregion \
         billingcountry land landercode laendercode pays codepays pais codigopais paese nazione \
         codicepaese landcode",
    ),
    ("time_zone", "timezone tz zeitzone fuseauhoraire zonahoraria fusoorario fusohorario tijdzone"),
    ("location", "location standort lieu ubicacion localizacion posizione localizacao locatie"),
    (
        "avatar",
        "avatar avatarurl photo photourl picture pictureurl image imageurl thumbnail profilepicture \
         foto bild profilbild",
    ),
    (
        "locale",
        "locale language languagecode lang preferredlanguage sprache langue idioma lingua taal",
    ),
    (
        "source",
        "source leadsource originalsource origin quelle herkunft origine provenance origen fuente \
         fonte origem bron herkomst",
    ),
    (
        "owner",
        "owner contactowner accountowner ownername assignedto accountmanager betreuer \
         kundenbetreuer responsable responsabile responsavel eigenaar",
    ),
    ("team", "team teamname equipe equipo squadra"),
    (
        "email",
        "email mail emailaddress mailaddress emailvalue workemail homeemail personalemail \
         privateemail businessemail primaryemail secondaryemail otheremail contactemail \
         customeremail emailadresse mailadresse courriel adressemail adressecourriel \
         adresseelectronique emailprofessionnel correo correoelectronico direcciondecorreo \
         indirizzoemail postaelettronica enderecodeemail correioeletronico correioeletronico \
         emailadres",
    ),
    (
        "phone",
        "phone phonenumber phoneno phonevalue telephone telephonenumber tel telno primaryphone \
         contactnumber contactphone customerphone mobile mobilephone mobilenumber mobileno \
         mobilephonenumber cell cellphone cellphonenumber cellular gsm sms telefon telefonnummer \
         telefonnr rufnummer handy handynummer mobil mobiltelefon mobilnummer mobilfunk \
         mobilfunknummer numerodetelephone telephoneportable telephonemobile portable telefono \
         numerodetelefono numerotelefono numeroditelefono movil telefonomovil celular \
         cellulare telefonocellulare telefone numerodetelefone telemovel telefonecelular \
         telefoon telefoonnummer mobiel mobieltelefoonnummer mobieletelefoon mobielnummer",
    ),
    (
        "phone.home",
        "phonehome homephone homephonenumber homenumber hometelephone privatephone telefonprivat \
         privattelefon festnetz telephonedomicile telephonefixe telefonocasa telefonofijo \
         telefonofisso telefoneresidencial telefonefixo telefoonthuis telefoonprive",
    ),
    (
        "phone.business",
        "phonebusiness phonework workphone workphonenumber worknumber worktelephone businessphone \
         businessphonenumber officephone companyphone companymainphone telefongeschaftlich \
         telefongeschaft telefondienstlich telefonarbeit telefonburo geschaftstelefon \
         telephoneprofessionnel telephonebureau telephonetravail telefonotrabajo telefonooficina \
         telefonolavoro telefonoufficio telefonecomercial telefonetrabalho telefoonwerk \
         telefoonzakelijk",
    ),
    ("phone.other", "phoneother otherphone otherphonenumber otherphones weiteretelefonnummer"),
    ("handle.twitter", "twitter twitterhandle twitterusername twitterid twittername xhandle"),
    ("handle.facebook", "facebookid facebookuserid"),
    ("handle.facebook_psid", "facebookpsid"),
    ("handle.instagram", "instagram instagramhandle instagramusername instagramname"),
    ("handle.whatsapp", "whatsapp whatsappnumber whatsappid whatsappphone whatsappphonenumber"),
    ("handle.webchat", "handlewebchat webchatid visitorid"),
    ("handle.custom", "handlecustom"),
    ("kind", "kind customerkind"),
    ("status", "status customerstatus"),
    ("preferred_channel", "preferredchannel"),
    ("contacts", "contacts"),
];

/// Names that are a display name alone, and part of one beside the other part.
const NAMES: &[(&str, Alone)] = &[
    ("name", Alone::FamilyBesideGiven),
    ("naam", Alone::FamilyBesideGiven),
    ("nom", Alone::FamilyBesideGiven),
    ("nombre", Alone::GivenBesideFamily),
    ("nome", Alone::GivenBesideFamily),
];

/// Names of companies: the customer's name where no other column is.
const COMPANIES: &str = "company companyname organization organisation organizationname \
     organisationname organization1name firma firmenname unternehmen entreprise societe empresa \
     azienda societa bedrijf bedrijfsnaam account accountname";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    FamilyBesideGiven,
    GivenBesideFamily,
    NobodyElse,
}

/// What a folded name is, before its neighbours are looked at.
#[derive(Clone, Copy)]
enum Sense {
    Means(Meaning),
    Name(Alone),
}

static SENSES: LazyLock<HashMap<String, Sense>> = LazyLock::new(|| {
    let mut senses = HashMap::new();
    for (word, synonyms) in SYNONYMS {
        let Some(target) = Target::parse(word) else { continue };
        for name in synonyms.split_whitespace().map(str::to_owned).chain([folded(word)]) {
            senses.insert(name, Sense::Means(Meaning::Fills(target)));
        }
    }
    for kind in PhoneKind::ALL {
        let target = Target::Phone(*kind);
        senses.insert(format!("phone{kind}"), Sense::Means(Meaning::Fills(target)));
    }
    for channel in HandleChannel::ALL {
        let target = Target::Handle(*channel);
        let name = folded(&format!("handle{channel}"));
        senses.insert(name, Sense::Means(Meaning::Fills(target)));
    }
    for name in LEFT_OUT.split_whitespace().filter(|name| *name != "display_name") {
        senses.insert(folded(name), Sense::Means(Meaning::LeftOut));
    }
    senses.extend(NAMES.iter().map(|(name, alone)| ((*name).to_owned(), Sense::Name(*alone))));
    let companies = COMPANIES.split_whitespace();
    senses.extend(companies.map(|name| (name.to_owned(), Sense::Name(Alone::NobodyElse))));
    senses
});

/// What each name suggests among its neighbours: a `name` beside a first name is a family name.
pub(super) fn meanings(names: &[String]) -> Vec<Option<Meaning>> {
    let senses: Vec<Option<Sense>> = names.iter().map(|name| sense(name)).collect();
    let fills = |wanted: CustomerField| {
        let wanted = Meaning::Fills(Target::Field(wanted));
        senses.iter().any(|of| matches!(of, Some(Sense::Means(found)) if *found == wanted))
    };
    let ambiguous = |wanted: Alone| {
        senses.iter().any(|of| matches!(of, Some(Sense::Name(alone)) if *alone == wanted))
    };
    let (full, given, family) = (
        fills(CustomerField::FullName),
        fills(CustomerField::GivenName),
        fills(CustomerField::FamilyName),
    );
    let other = full || given || family;
    let other = other || ambiguous(Alone::FamilyBesideGiven) || ambiguous(Alone::GivenBesideFamily);
    let of_name = |alone: Alone| match alone {
        Alone::FamilyBesideGiven if given && !family => Some(CustomerField::FamilyName),
        Alone::GivenBesideFamily if family && !given => Some(CustomerField::GivenName),
        Alone::NobodyElse if other => None,
        _ => Some(CustomerField::FullName),
    };
    senses
        .iter()
        .map(|sense| match (*sense)? {
            Sense::Means(meaning) => Some(meaning),
            Sense::Name(alone) => of_name(alone).map(|field| Meaning::Fills(Target::Field(field))),
        })
        .collect()
}

fn sense(name: &str) -> Option<Sense> {
    // Elsewhere a `Display Name` is the name; ours is made of the other names.
    if name == "display_name" {
        return Some(Sense::Means(Meaning::LeftOut));
    }
    if name.len() > MAX_NAME {
        return None;
    }
    let folded = folded(name);
    SENSES.get(&folded).copied().or_else(|| {
        let bare: String = folded.chars().filter(|c| !c.is_ascii_digit()).collect();
        let sense = SENSES.get(&bare).copied();
        sense.filter(|of| matches!(of, Sense::Means(Meaning::Fills(target)) if target.repeats()))
    })
}

fn folded(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn synonyms_are_folded_and_mean_one_thing() {
        let mut seen = HashSet::new();
        for (word, synonyms) in SYNONYMS {
            assert!(Target::parse(word).is_some(), "{word}");
            for name in synonyms.split_whitespace().collect::<HashSet<_>>() {
                assert_eq!(folded(name), name, "{word}");
                assert!(seen.insert(name), "{name} means two things");
            }
        }
        for name in COMPANIES.split_whitespace().chain(NAMES.iter().map(|(name, _)| *name)) {
            assert_eq!(folded(name), name);
            assert!(seen.insert(name), "{name} means two things");
        }
    }

    #[test]
    fn numbers_count_for_nothing_where_a_column_may_repeat() {
        let of = |name: &str| meanings(&[name.to_owned()]);
        assert_eq!(of("E-mail 12 Address"), [Some(Meaning::Fills(Target::Email))]);
        assert_eq!(of("Mobile 2"), [Some(Meaning::Fills(Target::Phone(PhoneKind::Mobile)))]);
        assert_eq!(of("City 2"), [None]);
        assert_eq!(of(&"e".repeat(10_000)), [None]);
    }
}
