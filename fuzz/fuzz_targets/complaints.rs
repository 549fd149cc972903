//! Any bytes as a file of complaints are read or refused (docs/signals.md).
#![no_main]

use kernel::Day;
use signals::scan::{Complaints, Map};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let today = Day::new(2021, 3, 1).expect("a day");
    if let Ok(mut file) = Complaints::look("stream.csv", || Ok(bytes), Map::default(), today) {
        let mut rows = 0;
        let read = file.each(|_| rows += 1);
        assert!(read.is_err() || rows == file.rows);
    }
});
