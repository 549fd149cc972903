use kernel::{Code, Day};

use super::Refused;
use crate::model::{HandOver, Subject};

/// The list of a handing over names everything that the post holds, each thing once, and nothing else.
pub(crate) fn check_list(handing: &HandOver, held: &[Subject]) -> Result<(), Refused> {
    let listed: Vec<&Subject> = handing.items.iter().map(|item| &item.item).collect();
    let wrong =
        listed.iter().enumerate().filter(|(at, item)| !held.contains(item) || listed.iter().take(*at).any(|before| before == *item));
    let wrong: Vec<String> = wrong.map(|(_, item)| item.to_string()).collect();
    let (post, day) = (handing.post.clone(), handing.day);
    if !wrong.is_empty() {
        return Err(Refused::NotHeld { post, items: wrong, day });
    }
    let missing: Vec<String> = held.iter().filter(|subject| !listed.contains(subject)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        return Err(Refused::NotListed { post, items: missing, day });
    }
    let moved = handing.items.iter().find(|item| item.item.table() == "people_grant" && item.to_post.is_some());
    moved.map_or(Ok(()), |item| Err(Refused::GrantStays { item: item.item.to_string() }))
}

/// Somebody else takes over: another incumbent, or another post.
pub(crate) fn check_receiver(handing: &HandOver, leaving: Option<&str>) -> Result<(), Refused> {
    let receiver = handing.receiver.as_deref();
    let same_person = receiver.is_some() && receiver == leaving;
    let same_post = |post: &Code| *post == handing.post;
    let to_itself = handing.to_post.iter().chain(handing.items.iter().filter_map(|item| item.to_post.as_ref())).any(same_post);
    if same_person || to_itself { Err(Refused::NobodyTakesOver { post: handing.post.clone() }) } else { Ok(()) }
}

/// The incumbent who leaves: the last one who was in the post before the day, or who still is on it.
pub(crate) fn leaving<'i>(incumbencies: impl IntoIterator<Item = (Day, &'i str)>, day: Day) -> Option<&'i str> {
    incumbencies.into_iter().filter(|(from, _)| *from < day).last().map(|(_, incumbent)| incumbent)
}
