//! The policy: which roles may do which act, decided by Cedar over `policy.cedar`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use kernel::Lang;
use store::digest_text;

const TEXT: &str = include_str!("policy.cedar");

/// The roles of the policy, with their words in Korean and English.
pub const ROLES: [(&str, &str, &str); 8] = [
    ("administrator", "총괄 관리자", "Administrator"),
    ("planner", "조직·계획 담당", "Planner"),
    ("budget-officer", "예산 총괄", "Budget officer"),
    ("spending-officer", "지출 담당", "Spending officer"),
    ("report-officer", "보고서 취합", "Report officer"),
    ("officer", "부서 담당자", "Officer"),
    ("head", "부서장", "Head"),
    ("auditor", "감사", "Auditor"),
];

/// The roles that a head may grant inside the own unit.
pub(crate) const ROLES_OF_A_UNIT: [&str; 2] = ["officer", "spending-officer"];

/// The word for a role; its code where there is none.
pub fn role_word(role: &str, lang: Lang) -> &str {
    ROLES.iter().find(|(known, _, _)| *known == role).map_or(role, |(_, ko, en)| lang.pick(*ko, *en))
}

/// Acts that one policy names, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The words in Korean.
    pub ko: String,
    /// The words in English.
    pub en: String,
    /// The acts.
    pub acts: Vec<String>,
    /// The roles that may do them.
    pub roles: Vec<&'static str>,
}

static DIGEST: LazyLock<String> = LazyLock::new(|| digest_text(TEXT));
static POLICIES: LazyLock<PolicySet> = LazyLock::new(|| TEXT.parse().expect("the policy of this program can be read; a test says so"));
static ACTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| duties().iter().flat_map(|duty| duty.acts.iter().cloned()).collect());

/// A decision depends on nothing but the roles and the act, so each is made once.
type Decided = BTreeMap<(Vec<String>, String), bool>;
static DECIDED: Mutex<Decided> = Mutex::new(Decided::new());

/// The SHA-256 of the policy's text.
pub fn policy_digest() -> String {
    DIGEST.clone()
}

/// Says whether somebody who holds these roles where an act is about may do it.
pub(crate) fn allows(roles: &BTreeSet<String>, act: &str) -> bool {
    let question = (roles.iter().cloned().collect::<Vec<_>>(), act.to_owned());
    let mut decided = DECIDED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = decided.get(&question) {
        return *answer;
    }
    let answer = ask(roles, act);
    // Acts are few and roles are eight; whoever asks for others is not remembered.
    if ACTS.contains(act) {
        decided.insert(question, answer);
    }
    answer
}

fn ask(roles: &BTreeSet<String>, act: &str) -> bool {
    let roles = RestrictedExpression::new_set(roles.iter().cloned().map(RestrictedExpression::new_string));
    let request = Context::from_pairs([("roles".to_owned(), roles)])
        .ok()
        .and_then(|context| Request::new(entity("Actor", "who")?, entity("Action", act)?, entity("Place", "where")?, context, None).ok());
    request.is_some_and(|request| Authorizer::new().is_authorized(&request, &POLICIES, &Entities::empty()).decision() == Decision::Allow)
}

fn entity(kind: &str, id: &str) -> Option<EntityUid> {
    Some(EntityUid::from_type_name_and_id(kind.parse::<EntityTypeName>().ok()?, EntityId::new(id)))
}

/// The roles that may do an act, in the order of [`ROLES`]; none for an act that the policy does not know.
pub fn roles_for(act: &str) -> impl Iterator<Item = &'static str> {
    ROLES.into_iter().map(|(role, _, _)| role).filter(move |role| allows(&BTreeSet::from([(*role).to_owned()]), act))
}

/// Says whether the policy knows the role.
pub(crate) fn is_role(role: &str) -> bool {
    ROLES.iter().any(|(known, _, _)| *known == role)
}

/// What the policies allow, in the order of their text.
pub fn duties() -> Vec<Duty> {
    let mut policies: Vec<_> = POLICIES.policies().collect();
    policies.sort_by_key(|policy| policy.id().to_string().trim_start_matches("policy").parse::<usize>().unwrap_or(0));
    let name = |uid: &EntityUid| uid.id().unescaped().to_owned();
    policies
        .iter()
        .map(|policy| {
            let acts: Vec<String> = match policy.action_constraint() {
                ActionConstraint::In(acts) => acts.iter().map(name).collect(),
                ActionConstraint::Eq(act) => vec![name(&act)],
                ActionConstraint::Any => Vec::new(),
            };
            let words = |key: &str| policy.annotation(key).unwrap_or_default().to_owned();
            // Asked of Cedar itself, not of the table of decisions: this is what fills it.
            let may = |role: &&str| acts.first().is_some_and(|act| ask(&BTreeSet::from([(**role).to_owned()]), act));
            let roles = ROLES.iter().map(|(role, _, _)| *role).filter(may).collect();
            Duty { ko: words("ko"), en: words("en"), acts, roles }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_has_words_acts_and_roles() {
        let duties = duties();
        assert!(duties.len() > 10);
        let mut seen = BTreeSet::new();
        for duty in &duties {
            assert!(!duty.ko.is_empty() && !duty.en.is_empty() && !duty.acts.is_empty() && !duty.roles.is_empty(), "{duty:?}");
            for act in &duty.acts {
                assert!(seen.insert(act.clone()), "two policies name {act}");
                assert_eq!(roles_for(act).collect::<Vec<_>>(), duty.roles, "{act}");
            }
        }
    }

    #[test]
    fn what_no_policy_names_is_refused_to_everybody() {
        assert_eq!(roles_for("no.act").count(), 0);
        let all: BTreeSet<String> = ROLES.iter().map(|(role, _, _)| (*role).to_owned()).collect();
        assert!(!allows(&all, "no.act") && !allows(&BTreeSet::new(), "ledger.see"));
        assert!(roles_for("people.register").eq(["administrator"]));
        assert!(!roles_for("ledger.commit").any(|role| role == "auditor"));
    }
}
