//! The metadata that the phone engine carries, as values.

use rlibphonenumber::PHONE_NUMBER_UTIL;
use rlibphonenumber::interfaces::AsOriginal;

/// The kinds of numbers in the order in which the engine asks for them, and the names that the
/// library has for them. Fixed lines and mobiles come behind, since they can be both.
pub(crate) const KINDS: [&str; 8] = [
    "PremiumRate",
    "TollFree",
    "SharedCost",
    "Voip",
    "PersonalNumber",
    "Pager",
    "Uan",
    "Voicemail",
];

/// One region of a calling code, or the numbers of a code that no country has.
pub(crate) struct Territory {
    /// Two letters; none where the numbers belong to no country.
    pub(crate) country: Option<String>,
    pub(crate) international_prefix: Option<String>,
    pub(crate) national_prefix: Option<String>,
    pub(crate) transform: String,
    pub(crate) leading_digits: Option<String>,
    pub(crate) general: Description,
    /// In the order of [`KINDS`].
    pub(crate) kinds: [Description; 8],
    pub(crate) fixed_line: Description,
    pub(crate) mobile: Description,
    pub(crate) fixed_line_is_mobile: bool,
}

/// What numbers of one kind look like.
pub(crate) struct Description {
    pub(crate) pattern: Option<String>,
    pub(crate) lengths: Vec<i32>,
    pub(crate) local_lengths: Vec<i32>,
}

/// All calling codes, smallest first, each with its regions in the order in which the engine asks
/// them: the main one first.
pub(crate) fn by_calling_code() -> Vec<(i32, Vec<Territory>)> {
    let engine = PHONE_NUMBER_UTIL.as_original();
    let mut codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_calling_codes().collect();
    codes.sort_unstable();
    let territories = |code: i32| {
        let regions = engine.get_regions_for_country_calling_code(code)?;
        Some((code, regions.filter_map(|region| territory(code, region)).collect()))
    };
    codes.into_iter().filter_map(territories).collect()
}

fn territory(code: i32, region: rlibphonenumber::Region) -> Option<Territory> {
    let engine = PHONE_NUMBER_UTIL.as_original();
    let found = engine.get_metadata_for_region_or_calling_code(code, region)?;
    let describe = [
        &found.general_desc,
        &found.fixed_line,
        &found.mobile,
        &found.premium_rate,
        &found.toll_free,
        &found.shared_cost,
        &found.voip,
        &found.personal_number,
        &found.pager,
        &found.uan,
        &found.voicemail,
    ];
    let [general, fixed_line, mobile, kinds @ ..] = describe.map(|of| Description {
        pattern: of.national_number_pattern().pattern_base.clone(),
        lengths: of.original.possible_length.clone(),
        local_lengths: of.original.possible_length_local_only.clone(),
    });
    Some(Territory {
        country: Some(region.to_string()).filter(|code| code.len() == 2),
        international_prefix: found.international_prefix().pattern_base.clone(),
        national_prefix: found.national_prefix_for_parsing().pattern_base.clone(),
        transform: found.original.national_prefix_transform_rule().to_owned(),
        leading_digits: found.leading_digits().pattern_base.clone(),
        general,
        kinds,
        fixed_line,
        mobile,
        fixed_line_is_mobile: found.original.same_mobile_and_fixed_line_pattern(),
    })
}
