//! Figures beside the physical limit, or beside what a user would pick instead. What counts is the
//! ratio: both sides are measured in one run, by turns.

mod contacts;
mod messages;
mod people;
mod rounds;
mod store;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            table::trouble(trouble.as_ref());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    table::head();
    table::row(&contacts::phones());
    table::row(&contacts::emails());
    table::row(&contacts::international_emails());
    table::row(&messages::headers_to_class()?);
    let folder = tempfile::tempdir()?;
    let full = store::import(folder.path())?;
    table::row(&full.import);
    table::row(&store::address_to_customer(&full)?);
    Ok(())
}
