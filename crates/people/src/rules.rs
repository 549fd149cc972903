use std::sync::LazyLock;

use kernel::{Code, Refusal};
use store::{Failure, digest_text};

const POLICY: &str = include_str!("policy.txt");

static DIGEST: LazyLock<String> = LazyLock::new(|| digest_text(POLICY));

/// The SHA-256 of the policy's text.
pub fn policy_digest() -> String {
    DIGEST.clone()
}

/// The roles that may do an act; none for an act that the policy does not know.
pub fn roles_for(act: &str) -> impl Iterator<Item = &'static str> {
    POLICY
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::split_whitespace)
        .find_map(|mut words| (words.next() == Some(act)).then_some(words))
        .into_iter()
        .flatten()
}

/// Says whether any act names the role.
pub(crate) fn is_role(role: &str) -> bool {
    POLICY.lines().filter(|line| !line.starts_with('#')).any(|line| line.split_whitespace().skip(1).any(|known| known == role))
}

/// What this room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NotAllowed { actor: Code, act: &'static str },
    Known { actor: Code },
    Unknown { actor: Code },
    NoRole { role: String },
    SetUp,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let refusal = match refused {
            Refused::NotAllowed { actor, act } => Refusal::new(
                "people.not-allowed",
                format!("‘{actor}’에게는 이 행위({act})를 할 권한이 없습니다."),
                format!("`{actor}` may not do this (`{act}`) here."),
            ),
            Refused::Known { actor } => Refusal::new(
                "people.known",
                format!("행위자 ‘{actor}’은(는) 이미 등록되어 있습니다."),
                format!("The actor `{actor}` is registered already."),
            ),
            Refused::Unknown { actor } => Refusal::new(
                "people.unknown",
                format!("행위자 ‘{actor}’을(를) 모릅니다. 먼저 등록해 주세요."),
                format!("The actor `{actor}` is not known; register it first."),
            ),
            Refused::NoRole { role } => Refusal::new(
                "people.no-role",
                format!("‘{role}’은(는) 정책에 없는 역할입니다."),
                format!("`{role}` is no role of the policy."),
            ),
            Refused::SetUp => {
                Refusal::new("people.set-up", "이미 첫 관리자가 있습니다.", "The record has its first administrator already.")
            }
        };
        Self::Refused(refusal)
    }
}
