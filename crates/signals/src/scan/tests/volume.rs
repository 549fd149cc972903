//! An intake that changes overnight.

use super::super::Stream;
use super::generated::{Judged, Known, complaint, settings};
use crate::generate::{self, Origin, Settings};

/// From 5 February on one complaint in thirty is kept, conflicts that begin later whole: neither a storm of alerts nor silence.
#[test]
fn volume_that_falls_to_a_thirtieth_gives_neither_storm_nor_silence() {
    let settings = Settings { warm_up: 42, ..settings(1) };
    let fall = "2021-02-05".parse().unwrap();
    let (mut known, mut stream) = (Known::default(), Stream::new("1/month".parse().unwrap()));
    for (at, made) in generate::Stream::plan(&settings).unwrap().enumerate() {
        if made.received_on < fall || at % 30 == 0 || matches!(made.origin, Origin::Conflict(_)) {
            known.see(&made);
            stream.push(&complaint(&made));
        }
    }
    let report = stream.finish();
    let mut judged = Judged::default();
    judged.add(&known, &report, false);
    println!("volume falls to a thirtieth: {}", judged.say());
    assert_eq!(judged.found, judged.conflicts, "no silence");
    assert!(judged.wrong <= 2 && judged.second <= 2 * judged.conflicts, "no storm: {}", judged.say());
}
