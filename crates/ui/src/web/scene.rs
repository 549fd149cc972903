use kernel::{At, City, Day, Lang, Seq, Zone};
use store::{Purpose, Read, StoreError};

use crate::{Crumb, Shell, Visit};

/// What every page says of the record: whose it is, what it is for, and where it ends.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The city's settings; nothing while the record is empty.
    pub city: Option<City>,
    /// The city's time zone.
    pub zone: Zone,
    /// The end of the record.
    pub head: store::Head,
    /// Whether the record is a demonstration.
    pub demonstration: bool,
}

impl Scene {
    /// Reads it from a snapshot.
    pub fn read(read: &mut Read) -> Result<Self, StoreError> {
        let head = read.head()?;
        let Some(genesis) = read.genesis()? else {
            return Ok(Self { city: None, zone: Zone::default(), head, demonstration: false });
        };
        let (zone, demonstration) = (genesis.zone(), genesis.purpose == Purpose::Demonstration);
        Ok(Self { city: read.city()?, zone, head, demonstration })
    }

    /// The day of a page that was asked for none: the day on which the record ends.
    pub fn day(&self) -> Day {
        self.zone.day(self.head.recorded)
    }

    /// A sentence with its amounts in the city's money.
    pub fn tell(&self, sentence: &str, lang: Lang) -> String {
        self.city.as_ref().map_or_else(|| sentence.to_owned(), |city| city.tell(sentence, lang))
    }

    /// An instant in local time, to the second.
    pub fn local(&self, at: At) -> String {
        self.zone.write(at)
    }

    /// A place in the record as the frame of a page shows it.
    pub fn point(&self, read: &mut Read, seq: Seq) -> Result<crate::Head, StoreError> {
        if seq == self.head.seq {
            return Ok(self.shown(&self.head.hash, seq, self.head.recorded));
        }
        let event = read.events(seq, 1)?.into_iter().next().filter(|event| event.seq == seq);
        Ok(event.map_or_else(crate::Head::default, |event| self.shown(&event.hash, seq, event.recorded)))
    }

    fn shown(&self, hash: &str, seq: Seq, recorded: At) -> crate::Head {
        crate::Head { seq: seq.0.unsigned_abs(), hash: hash.to_owned(), recorded: self.local(recorded) }
    }

    /// The frame of a page; `way` leads from the first page to it, as words and addresses.
    pub fn shell(&self, visit: &Visit, title: impl Into<String>, way: &[(&str, &str)]) -> Shell {
        let bureau = self.city.as_ref().map_or("", |city| city.name.in_lang(visit.lang));
        let mut shell = Shell::new(visit, title, bureau);
        let home = shell.words().home;
        let crumb = |(label, href): (&str, &str)| Crumb { label: label.to_owned(), href: href.to_owned() };
        if visit.path != "/" {
            let office = visit.path.starts_with("/office/").then(|| (shell.words().office, "/office"));
            shell.crumbs = std::iter::once((home, "/")).chain(office).chain(way.iter().copied()).map(crumb).collect();
        }
        shell.demonstration = self.demonstration;
        shell.done = visit.query.iter().find(|(name, _)| name == "done").and_then(|(_, seq)| seq.parse().ok());
        shell.done = shell.done.filter(|seq| (1..=self.head.seq.0).contains(seq));
        shell.head = (self.head.seq > Seq(0)).then(|| self.shown(&self.head.hash, self.head.seq, self.head.recorded));
        shell
    }
}
