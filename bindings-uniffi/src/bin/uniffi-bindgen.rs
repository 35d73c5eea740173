//! Writes Swift and Kotlin from the compiled library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
