//! The state of a stream as bytes, so that tomorrow's complaints go on where today's ended, and a crash loses nothing.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::alert::Alert;
use super::budget::{Budget, Calibration};
use super::campaign::{CampaignId, Campaigns, SavedCampaign, hash};
use super::mask::Names;
use super::places::{Place, Places};
use super::recent::{Item, Recent, Vocabulary};
use super::stream::{Learning, Stream, Tally};
use super::years::Years;

/// What the first line begins with: a name and a version. Another version is refused, never guessed at.
const NAME: &str = "madang-signals";
const VERSION: &str = "3";

#[derive(Serialize, Deserialize)]
struct Saved {
    budget: Budget,
    first: Option<i32>,
    open: i32,
    places: Vec<Place>,
    categories: Vec<String>,
    campaigns: (CampaignId, Vec<SavedCampaign>),
    words: Vec<String>,
    items: Vec<Item>,
    ids: Vec<(u64, i32)>,
    calibrations: Vec<Calibration>,
    alerts: Vec<Alert>,
    tally: Tally,
    volumes: Vec<(i32, u32)>,
    years: Years,
    learning: Learning,
    persons: Names,
}

fn refuse(ko: &str, en: &str) -> Refusal {
    Refusal::new("signals.state", ko, en)
}

impl Stream {
    /// The state: a line with name, version and checksum, then JSON. The day that is open stays open.
    pub fn save(&self) -> Vec<u8> {
        let mut ids: Vec<(u64, i32)> = self.ids.iter().map(|(id, day)| (*id, *day)).collect();
        ids.sort_unstable();
        let saved = Saved {
            budget: self.budget,
            first: self.first,
            open: self.open,
            places: self.places.met(),
            categories: self.categories.names().to_vec(),
            campaigns: self.campaigns.save(),
            words: self.recent.words.names().to_vec(),
            items: self.recent.items.clone(),
            ids,
            calibrations: self.calibrations.clone(),
            alerts: self.alerts.clone(),
            tally: self.tally,
            volumes: self.volumes.clone(),
            years: self.years.clone(),
            learning: self.learning,
            persons: self.persons.clone(),
        };
        let body = serde_json::to_vec(&saved).expect("plain data without maps");
        let mut bytes = format!("{NAME} {VERSION} {:016x}\n", hash(&body)).into_bytes();
        bytes.extend(body);
        bytes
    }

    /// Takes up a stream again.
    ///
    /// # Errors
    /// Refuses what is no state, one of another version, and one that was cut short or changed.
    pub fn load(bytes: &[u8]) -> Result<Self, Refusal> {
        let line = bytes.iter().take(64).position(|byte| *byte == b'\n').unwrap_or(0);
        let (head, body) = (bytes.get(..line).unwrap_or_default(), bytes.get(line + 1..).unwrap_or_default());
        let words: Vec<&str> = std::str::from_utf8(head).unwrap_or_default().split(' ').collect();
        let [NAME, version, checksum] = words.as_slice() else {
            return Err(refuse("상태 파일이 아닙니다. 다른 파일을 주십시오.", "this is no state file: give another file"));
        };
        if *version != VERSION {
            let shown: String = version.chars().take(20).collect();
            return Err(refuse(
                &format!(
                    "상태 파일의 판이 {shown}입니다. 이 프로그램은 {VERSION}판을 읽습니다. 상태 파일을 지우고 처음부터 다시 읽혀 주십시오."
                ),
                &format!("the state file has version {shown}, and this program reads {VERSION}: remove it and read from the beginning"),
            ));
        }
        let broken = || {
            refuse(
                "상태 파일이 잘렸거나 바뀌었습니다. 사본을 쓰거나, 지우고 처음부터 다시 읽혀 주십시오.",
                "the state file was cut short or changed: use a copy, or remove it and read from the beginning",
            )
        };
        if *checksum != format!("{:016x}", hash(body)) {
            return Err(broken());
        }
        let saved: Saved = serde_json::from_slice(body).map_err(|_| broken())?;
        let mut places = Places::seoul();
        places.meet(saved.places);
        Ok(Self {
            budget: saved.budget,
            first: saved.first,
            open: saved.open,
            places,
            categories: Vocabulary::of(saved.categories),
            campaigns: Campaigns::load(saved.campaigns),
            recent: Recent::of(saved.words, saved.items),
            ids: saved.ids.into_iter().collect(),
            calibrations: saved.calibrations,
            alerts: saved.alerts,
            tally: saved.tally,
            volumes: saved.volumes,
            years: saved.years,
            learning: saved.learning,
            persons: saved.persons,
        })
    }
}
