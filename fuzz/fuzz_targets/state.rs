//! Any bytes as a saved stream, with the checksum that they ought to have, are taken up or refused; a stream that is taken up goes on (docs/signals.md).
#![no_main]

use kernel::Day;
use signals::scan::{Complaint, Stream};

/// The checksum of a state: FNV-1a, finished as SplitMix64.
fn checksum(body: &[u8]) -> u64 {
    let mut bits = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Stream::load(bytes);
    // A state of today's version, as an empty stream writes it.
    let empty = Stream::new("1/month".parse().expect("a budget")).save();
    let head: Vec<u8> = empty.iter().copied().take_while(|byte| *byte != b'\n').collect();
    let mut whole = head.get(..head.len() - 16).expect("a checksum of 16 letters").to_vec();
    whole.extend(format!("{:016x}\n", checksum(bytes)).bytes());
    whole.extend(bytes);
    if let Ok(mut stream) = Stream::load(&whole) {
        for day in 1..=3 {
            let received_on = Day::new(2021, 3, day);
            stream.push(&Complaint { received_on, title: format!("소각장 반대 {day}"), ..Complaint::default() });
        }
        let _ = stream.finish();
    }
});
