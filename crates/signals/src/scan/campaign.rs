//! Campaigns: near-duplicate texts found by MinHash with banding (Broder, SEQUENCES 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::settings::CAMPAIGN_DAYS;

/// Bands of a signature, and rows of a band: texts that share 60 % of their shingles meet in one of them with a chance of 67 %, 80 % with 99 %.
const BANDS: usize = 8;
const ROWS: usize = 4;
/// Rows that must agree among all: an estimate of 60 % shared shingles.
const AGREE: usize = 19;
/// Campaigns of one key that a text is compared with.
const MEETINGS: usize = 4;
/// Below so many shingles a text is too short to be nearly another; it is only equal.
const SHINGLES_LEAST: usize = 20;

type Signature = [u32; BANDS * ROWS];

/// A campaign by number: a text and those nearly equal to it. Most have one complaint.
pub(super) type CampaignId = u32;

/// A number from letters, the same on every machine (FNV-1a, finished as SplitMix64).
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    mix(sum)
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Campaign {
    id: CampaignId,
    /// The day it was last met.
    last: i32,
    /// Keys under which it is found: of its bands, or of its whole text.
    keys: Vec<u64>,
    signature: Vec<u32>,
    /// Who has sent it, by hash; 0 is somebody unknown.
    senders: BTreeSet<u64>,
    title: String,
    first: i32,
}

/// What is known of a complaint's text when it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) campaign: CampaignId,
    /// It counts: nobody known has sent this before, or nobody has.
    pub(super) counts: bool,
    /// Somebody has sent nearly this text before.
    pub(super) copy: bool,
}

/// A letter that many have sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The title of its first copy.
    pub title: String,
    /// Distinct submitters.
    pub senders: usize,
    /// The days of its first and latest copy, counted from 1970-01-01.
    pub days: (i32, i32),
}

/// The campaigns of the last weeks.
#[derive(Clone, Debug, Default)]
pub(super) struct Campaigns {
    all: BTreeMap<CampaignId, Campaign>,
    /// Keys with their campaigns: the earliest comes first.
    keys: BTreeSet<(u64, CampaignId)>,
    next: CampaignId,
}

impl Campaigns {
    /// Takes a text (normal, title and text together) of a submitter, whose hash is 0 where unknown.
    pub(super) fn see(&mut self, text: &str, title: &str, submitter: u64, day: i32) -> Seen {
        let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let signature = signature(&letters);
        let keys = signature.as_ref().map_or_else(|| vec![hash(letters.iter().collect::<String>().as_bytes())], bands);
        let alike = |campaign: &&Campaign| {
            day - campaign.last <= CAMPAIGN_DAYS
                && signature
                    .as_ref()
                    .is_none_or(|own| own.iter().zip(&campaign.signature).filter(|(one, other)| one == other).count() >= AGREE)
        };
        let met = |key: &u64| {
            self.keys.range((*key, 0)..=(*key, CampaignId::MAX)).take(MEETINGS).filter_map(|(_, id)| self.all.get(id)).find(alike)
        };
        let known = keys.iter().find_map(met).map(|campaign| campaign.id);
        let Some(campaign) = known.and_then(|id| self.all.get_mut(&id)) else {
            let id = self.next;
            self.next += 1;
            self.keys.extend(keys.iter().map(|key| (*key, id)));
            let signature = signature.map(|all| all.to_vec()).unwrap_or_default();
            let title = title.chars().take(80).collect();
            let senders = BTreeSet::from([submitter]);
            self.all.insert(id, Campaign { id, last: day, keys, signature, senders, title, first: day });
            return Seen { campaign: id, counts: true, copy: false };
        };
        campaign.last = campaign.last.max(day);
        Seen { campaign: campaign.id, counts: campaign.senders.insert(submitter), copy: true }
    }

    /// Letters with at least `least` distinct known submitters, the largest first.
    pub(super) fn letters(&self, least: usize) -> Vec<Letter> {
        let mut letters: Vec<Letter> = self
            .all
            .values()
            .map(|campaign| (campaign, campaign.senders.len() - usize::from(campaign.senders.contains(&0))))
            .filter(|(_, senders)| *senders >= least)
            .map(|(campaign, senders)| Letter { title: campaign.title.clone(), senders, days: (campaign.first, campaign.last) })
            .collect();
        letters.sort_by_key(|letter| std::cmp::Reverse(letter.senders));
        letters
    }

    /// Forgets what nobody has sent for weeks; letters of `least` and more are kept twice as long, for the page.
    pub(super) fn forget(&mut self, day: i32, least: usize) {
        self.all.retain(|_, campaign| {
            let kept = if campaign.senders.len() >= least { 2 * CAMPAIGN_DAYS } else { CAMPAIGN_DAYS };
            day - campaign.last <= kept
        });
        self.keys = keys(self.all.values());
    }

    /// All of it, in order, for the state.
    pub(super) fn save(&self) -> (CampaignId, Vec<SavedCampaign>) {
        (self.next, self.all.values().cloned().map(SavedCampaign).collect())
    }

    /// Takes up again what [`Campaigns::save`] gave.
    pub(super) fn load((next, all): (CampaignId, Vec<SavedCampaign>)) -> Self {
        let keys = keys(all.iter().map(|SavedCampaign(campaign)| campaign));
        Self { all: all.into_iter().map(|SavedCampaign(campaign)| (campaign.id, campaign)).collect(), keys, next }
    }
}

fn keys<'a>(all: impl Iterator<Item = &'a Campaign>) -> BTreeSet<(u64, CampaignId)> {
    all.flat_map(|campaign| campaign.keys.iter().map(|key| (*key, campaign.id))).collect()
}

/// A campaign as the state holds it.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedCampaign(Campaign);

/// The least of each of 32 permutations of the text's shingles (three letters each); None for a short text.
fn signature(letters: &[char]) -> Option<Signature> {
    let mut least = [u32::MAX; BANDS * ROWS];
    let shingles = letters.len().saturating_sub(2);
    if shingles < SHINGLES_LEAST {
        return None;
    }
    for shingle in letters.windows(3) {
        let bits = mix(shingle.iter().fold(7_u64, |sum, letter| (sum << 21) | u64::from(u32::from(*letter))));
        // Two halves of one hash make all permutations (Kirsch and Mitzenmacher, 2006).
        let (mut at, step) = (bits as u32, (bits >> 32) as u32 | 1);
        for slot in &mut least {
            let mixed = (at ^ (at >> 16)).wrapping_mul(0x85eb_ca6b);
            *slot = (*slot).min((mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35));
            at = at.wrapping_add(step);
        }
    }
    Some(least)
}

fn bands(signature: &Signature) -> Vec<u64> {
    let key = |(band, rows): (u64, &[u32])| {
        let bytes: Vec<u8> = rows.iter().flat_map(|row| row.to_le_bytes()).collect();
        hash(&bytes) ^ band.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    (1..).zip(signature.chunks(ROWS)).map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::{Campaigns, Seen};

    const LETTER: &str = "우리 아파트 앞 물류센터 건립을 반대합니다. 아이들이 다니는 통학로에 대형 화물차가 오가는 것은 위험하므로 허가를 취소해 주시기 바랍니다.";

    #[test]
    fn a_letter_with_small_changes_is_one_campaign() {
        let mut all = Campaigns::default();
        let first = all.see(LETTER, "", 1, 0);
        assert_eq!(first, Seen { campaign: 0, counts: true, copy: false });
        for (submitter, changed) in [(2, format!("{LETTER} 101동 주민 올림")), (3, LETTER.replace("위험하므로", "매우 위험하므로"))]
        {
            assert_eq!(all.see(&changed, "", submitter, 1), Seen { campaign: 0, counts: true, copy: true });
        }
        assert_eq!(all.letters(3).first().map(|letter| letter.senders), Some(3));
    }

    #[test]
    fn a_person_counts_once_and_unknown_people_once_together() {
        let mut all = Campaigns::default();
        let counts: Vec<bool> = [5, 5, 0, 0, 6].iter().map(|who| all.see(LETTER, "", *who, 0).counts).collect();
        assert_eq!(counts, [true, false, true, false, true]);
    }

    #[test]
    fn other_words_on_the_same_matter_are_no_campaign() {
        let mut all = Campaigns::default();
        all.see(LETTER, "", 1, 0);
        let other =
            "물류센터가 들어오면 화물차 때문에 학교 가는 길이 위험해집니다. 구청은 주민 설명회부터 열고 교통 대책을 내놓아야 합니다.";
        assert!(!all.see(other, "", 2, 0).copy);
    }

    #[test]
    fn short_texts_are_copies_only_when_equal() {
        let mut all = Campaigns::default();
        all.see("불법 주차 단속 요청", "", 1, 0);
        assert!(all.see("불법주차 단속요청", "", 2, 0).copy);
        assert!(!all.see("불법 주차 단속 요청드립니다", "", 3, 0).copy);
    }

    #[test]
    fn what_nobody_sends_for_weeks_is_forgotten() {
        let mut all = Campaigns::default();
        all.see(LETTER, "", 1, 0);
        assert!(!all.see(LETTER, "", 1, 100).copy);
        all.forget(300, 20);
        assert_eq!((all.all.len(), all.keys.len()), (0, 0));
    }
}
