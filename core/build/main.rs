//! Makes tables of all numbering plans, out of the metadata that the phone engine carries: so the
//! tables and the engine behind them are always of one version.

mod automaton;
mod pattern;
mod plans;
mod states;
mod steps;
mod territory;

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use plans::{Plans, by_country};

/// The mark of a calling code that is left to the engine.
const LEFT_OUT: u16 = u16::MAX;

fn main() -> Result<(), Box<dyn Error>> {
    say("rerun-if-changed=build");
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let plans = Plans::of(&territory::by_calling_code())?;
    for code in &plans.left_out {
        say(&format!("warning=numbers of +{code} are read slowly: their plan has a new shape"));
    }
    fs::write(folder.join("phone_states.bin"), plans.states.bytes())?;
    fs::write(folder.join("phone_plans.rs"), source(&plans)?)?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "that is how a build script talks to cargo")]
fn say(line: &str) {
    println!("cargo::{line}");
}

/// The small tables as Rust, in the words of the library's module.
fn source(plans: &Plans) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    writeln!(text, "pub(super) static STEPS: &[Step] = &[\n{}];", plans.steps.source())?;
    writeln!(text, "pub(super) static CLASSES: &[Class] = &[")?;
    for (country, line_type) in &plans.classes {
        let country = country.as_ref().map(|code| format!("b{code:?}"));
        let country = country.map_or("None".to_owned(), |code| format!("Some(*{code})"));
        writeln!(text, "Class {{ country: {country}, line_type: LineType::{line_type} }},")?;
    }
    writeln!(text, "];\npub(super) static PLANS: &[Plan] = &[")?;
    for plan in &plans.plans {
        let (code, main, start) = (plan.calling_code, plan.main, plan.start);
        writeln!(text, "Plan {{ calling_code: {code}, main: {main}, start: {start} }},")?;
    }
    writeln!(text, "];\npub(super) static TERRITORIES: &[Territory] = &[")?;
    for row in &plans.territories {
        let (plan, general, rest) = (row.plan, row.general, &row.source);
        writeln!(text, "Territory {{ plan: {plan}, general: {general}, {rest} }},")?;
    }
    writeln!(text, "];")?;
    write_places(&mut text, "PLAN_OF_CALLING_CODE", &places_of_codes(plans))?;
    write_places(&mut text, "TERRITORY_OF_COUNTRY", &places_of_countries(plans)?)?;
    Ok(text)
}

fn write_places(text: &mut String, name: &str, places: &[u16]) -> Result<(), std::fmt::Error> {
    writeln!(text, "pub(super) static {name}: [u16; {}] = {places:?};", places.len())
}

/// By calling code: one more than the place of its plan, 0 where there is none.
fn places_of_codes(plans: &Plans) -> Vec<u16> {
    let place = |code: i32| {
        let at = plans.plans.iter().position(|plan| plan.calling_code == code);
        let left_out = if plans.left_out.contains(&code) { LEFT_OUT } else { 0 };
        at.and_then(|at| u16::try_from(at + 1).ok()).unwrap_or(left_out)
    };
    (0..1000).map(place).collect()
}

/// By country, `AA` to `ZZ`: one more than the place of its territory, 0 where there is none.
fn places_of_countries(plans: &Plans) -> Result<Vec<u16>, Box<dyn Error>> {
    let known = by_country(&plans.territories);
    let mut places = Vec::new();
    for a in 'A'..='Z' {
        for b in 'A'..='Z' {
            let at = known.get(format!("{a}{b}").as_str()).map_or(0, |at| at + 1);
            places.push(u16::try_from(at)?);
        }
    }
    Ok(places)
}
