//! Any bytes as an edited document (HWPX, PDF, text) are read or refused (docs/audit.md).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = document::read::file(bytes) {
        let (ko, en) = error.said();
        assert!(!ko.is_empty() && !en.is_empty());
    }
});
