//! Any bytes, read as a plan: see `schedule_check::anything`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| schedule_check::anything(bytes));
