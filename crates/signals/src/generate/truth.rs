//! What was planted: kept apart from the stream.

use std::collections::BTreeSet;

use kernel::Day;

use super::stream::{Complaint, Origin};

/// How many distinct submitters make a conflict: its detection is timed from this one.
const FIFTH: usize = 5;

/// An account of conflicts and campaigns, filled while the stream is written.
pub struct Truth {
    conflicts: Vec<Account>,
    complaints: Vec<(usize, String)>,
    copies: Vec<(usize, &'static str, String)>,
}

struct Account {
    kind: &'static str,
    areas: Vec<String>,
    /// The days of complaints, with their counts.
    days: Vec<(Day, u32)>,
    submitters: BTreeSet<String>,
    fifth_on: Option<Day>,
}

impl Truth {
    pub(super) fn new(conflicts: impl Iterator<Item = (&'static str, Vec<String>)>) -> Self {
        let account = |(kind, areas)| Account { kind, areas, days: Vec::new(), submitters: BTreeSet::new(), fifth_on: None };
        Self { conflicts: conflicts.map(account).collect(), complaints: Vec::new(), copies: Vec::new() }
    }

    /// Takes the next complaint of the stream into account.
    pub fn add(&mut self, complaint: &Complaint) {
        match complaint.origin {
            Origin::Background => {}
            Origin::Campaign(number, sender) => self.copies.push((number, sender.name(), complaint.id.clone())),
            Origin::Conflict(number) => {
                self.complaints.push((number, complaint.id.clone()));
                if let Some(account) = self.conflicts.get_mut(number.saturating_sub(1)) {
                    account.add(complaint);
                }
            }
        }
    }

    /// `conflict,id`: a row for each complaint of a planted conflict, in order of arrival.
    pub fn complaints_csv(&self) -> String {
        let rows = self.complaints.iter().map(|(conflict, id)| format!("{conflict},{id}\n"));
        std::iter::once("conflict,id\n".to_owned()).chain(rows).collect()
    }

    /// `campaign,sender,id`: a row for each complaint of a campaign; sender is `person` or `group`.
    pub fn campaigns_csv(&self) -> String {
        let rows = self.copies.iter().map(|(campaign, sender, id)| format!("{campaign},{sender},{id}\n"));
        std::iter::once("campaign,sender,id\n".to_owned()).chain(rows).collect()
    }

    /// `conflict,kind,areas,began_on,fifth_on,ended_on,complaints,submitters,peaked_on,peak`: a row for each planted conflict. Areas are parted by `;`;
    /// `fifth_on` is the day of the fifth distinct known submitter (empty where there are fewer); `peak` is the largest number of complaints on a day.
    pub fn conflicts_csv(&self) -> String {
        let head = "conflict,kind,areas,began_on,fifth_on,ended_on,complaints,submitters,peaked_on,peak\n".to_owned();
        std::iter::once(head).chain(self.conflicts.iter().zip(1..).map(|(account, number)| account.row(number))).collect()
    }
}

impl Account {
    fn add(&mut self, complaint: &Complaint) {
        let day = complaint.received_on;
        match self.days.last_mut() {
            Some((last, count)) if *last == day => *count += 1,
            _ => self.days.push((day, 1)),
        }
        if !complaint.submitter.is_empty() {
            self.submitters.insert(complaint.submitter.clone());
        }
        if self.submitters.len() >= FIFTH && self.fifth_on.is_none() {
            self.fifth_on = Some(day);
        }
    }

    fn row(&self, number: usize) -> String {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        // The first of equal days.
        let peak = self.days.iter().rev().max_by_key(|(_, count)| *count);
        let complaints: u32 = self.days.iter().map(|(_, count)| count).sum();
        format!(
            "{number},{},{},{},{},{},{complaints},{},{},{}\n",
            self.kind,
            self.areas.join(";"),
            day(self.days.first().map(|(day, _)| *day)),
            day(self.fifth_on),
            day(self.days.last().map(|(day, _)| *day)),
            self.submitters.len(),
            day(peak.map(|(day, _)| *day)),
            peak.map_or(0, |(_, count)| *count),
        )
    }
}
