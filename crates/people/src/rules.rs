use kernel::{Code, Day, Lang, Refusal};
use store::Failure;

use crate::policy::{role_word, roles_for};

/// What this room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NotAllowed { actor: Code, act: &'static str },
    Known { actor: Code },
    Unknown { actor: Code },
    NoRole { role: String },
    RoleOfAnother { role: String },
    NoGrant,
    SetUp,
    LoginTaken { login: String },
    NoLogin { login: String },
    WeakPassword,
    NoKeyFile,
    WrongCode,
    OnlyDemonstration,
    BadDays { from: Day, until: Day },
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotAllowed { actor, act } => {
                let may = |lang| roles_for(act).map(|role| role_word(role, lang)).collect::<Vec<_>>().join(", ");
                Refusal::new(
                    "people.not-allowed",
                    format!("‘{actor}’에게는 여기서 이 일({act})을 할 권한이 없습니다. 할 수 있는 역할: {}", may(Lang::Ko)),
                    format!("`{actor}` may not do this (`{act}`) here. Roles that may: {}", may(Lang::En)),
                )
            }
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
            Refused::RoleOfAnother { role } => Refusal::new(
                "people.role-of-another",
                format!("부서장은 자기 부서 안에서 담당자와 지출 담당만 정할 수 있습니다. ‘{role}’은(는) 총괄 관리자에게 요청해 주세요."),
                format!("A head grants only the roles of officers inside the own unit; ask an administrator for `{role}`."),
            ),
            Refused::NoGrant => {
                Refusal::new("people.no-grant", "그런 권한 부여가 없거나 이미 끝났습니다.", "There is no such grant, or it has ended.")
            }
            Refused::LoginTaken { login } => Refusal::new(
                "people.login-taken",
                format!("계정 ‘{login}’은(는) 이미 있습니다. 다른 이름을 써 주세요."),
                format!("The account `{login}` is there already; choose another name."),
            ),
            Refused::NoLogin { login } => {
                Refusal::new("people.no-login", format!("계정 ‘{login}’이(가) 없습니다."), format!("There is no account `{login}`."))
            }
            Refused::WeakPassword => Refusal::new(
                "people.weak-password",
                "비밀번호는 열 자 이상이어야 하고 계정 이름과 달라야 합니다.",
                "A password has at least ten characters and is not the account's name.",
            ),
            Refused::NoKeyFile => Refusal::new(
                "people.no-key-file",
                "이 서버는 열쇠 파일 없이 떠 있어서 2단계 인증을 설정할 수 없습니다. 운영자에게 --key-file을 요청해 주세요.",
                "This server runs without a key file, so no second factor can be set up; ask its operator for --key-file.",
            ),
            Refused::WrongCode => Refusal::new(
                "people.wrong-code",
                "인증 번호가 맞지 않습니다. 기기의 시각을 확인하고 새 번호를 적어 주세요.",
                "The code does not match; check the clock of your device and type a fresh one.",
            ),
            Refused::OnlyDemonstration => Refusal::new(
                "people.only-demonstration",
                "시연용 계정은 시연 기록에만 둘 수 있습니다.",
                "Demonstration accounts exist only in a demonstration record.",
            ),
            Refused::BadDays { from, until } => Refusal::new(
                "people.bad-days",
                format!("{from}부터 {until}까지는 기간이 아닙니다. 끝나는 날을 시작하는 날보다 뒤로 적어 주세요."),
                format!("{from} to {until} is no period; let it end after it begins."),
            ),
            Refused::SetUp => {
                Refusal::new("people.set-up", "이미 첫 관리자가 있습니다.", "The record has its first administrator already.")
            }
        }
    }
}

/// A failed try counts for so long, in microseconds.
pub(crate) const LOCK_MICROS: i64 = 15 * 60 * 1_000_000;
/// So many failed tries in that time lock a name, known or not.
pub(crate) const TRIES_MAX: i64 = 5;
/// A session that is not used ends after so long.
pub(crate) const IDLE_MICROS: i64 = 30 * 60 * 1_000_000;
/// A session ends after so long in any case.
pub(crate) const SESSION_MICROS: i64 = 12 * 60 * 60 * 1_000_000;

/// Says whether a session still holds at an instant.
pub(crate) fn holds(opened: i64, seen: i64, now: i64) -> bool {
    now.saturating_sub(seen) < IDLE_MICROS && now.saturating_sub(opened) < SESSION_MICROS
}
