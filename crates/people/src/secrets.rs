//! What proves an account: passwords (argon2id, RFC 9106) and second factors (TOTP, RFC 6238), which are sealed (ChaCha20-Poly1305, RFC 8439).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use kernel::Refusal;
use store::Origin;
use totp_rs::{Builder, Secret, Totp};

use crate::rules::Refused;

/// The shortest password that is taken (NIST SP 800-63B: length, not composition).
pub const PASSWORD_MIN: usize = 10;
/// The longest; more would only make hashing slow.
const PASSWORD_MAX: usize = 256;

/// A password's hash in the PHC format: what is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Hashed(pub(crate) String);

/// Hashes a password under a fresh salt; takes some tens of milliseconds, so not inside a write. Refuses one that is too short, too long, or the
/// account's own name.
pub fn hash_password(origin: &Origin, login: &str, password: &str) -> Result<Hashed, Refusal> {
    if password.chars().count() < PASSWORD_MIN || password.len() > PASSWORD_MAX || password.eq_ignore_ascii_case(login) {
        return Err(Refused::WeakPassword.into());
    }
    let salt = origin.chance(&format!("salt/{login}/{}", origin.clock.now().0));
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt.as_bytes())
        .map_err(|_| Refusal::from(Refused::WeakPassword))?;
    Ok(Hashed(hash.to_string()))
}

/// The hash of nobody's password.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(b"nobody", b"nobody-at-all-16");
    hash.map(|hash| hash.to_string()).unwrap_or_default()
});

/// Says whether a password is the hashed one. Without a hash it takes as long, so that nobody learns which accounts exist.
pub(crate) fn is_password(hash: Option<&str>, password: &str) -> bool {
    let given = password.get(..PASSWORD_MAX).unwrap_or(password).as_bytes();
    let matches = |hash: &str| PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(given, &hash).is_ok());
    match hash {
        Some(hash) => matches(hash) && password.len() <= PASSWORD_MAX,
        None => {
            matches(&NOBODY);
            false
        }
    }
}

/// A fresh second factor, in base 32, as an authenticator takes it.
pub(crate) fn new_totp(origin: &Origin, login: &str) -> String {
    let chance = origin.chance(&format!("totp/{login}/{}", origin.clock.now().0));
    Secret::from(chance.into_bytes()).to_base32()
}

/// The step whose code this is, if it is one of now or of a step beside it.
pub(crate) fn totp_step(secret: &str, code: &str, seconds: i64) -> Option<i64> {
    let totp: Totp = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()?;
    let code: String = code.chars().filter(|digit| !digit.is_whitespace()).collect();
    let step = totp.check(&code, u64::try_from(seconds).ok()?)?;
    i64::try_from(step).ok()
}

/// Seals a secret for its account; nothing where the cipher refuses.
pub(crate) fn seal(key: &[u8; 32], origin: &Origin, login: &str, secret: &str) -> Option<String> {
    let chance = origin.chance(&format!("nonce/{login}/{}/{secret}", origin.clock.now().0));
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher.encrypt(&nonce(&chance)?, Payload { msg: secret.as_bytes(), aad: login.as_bytes() }).ok()?;
    Some(format!("{chance}:{}", sealed.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

/// Opens what was sealed for an account; nothing where the key is another or the seal was broken.
pub(crate) fn open(key: &[u8; 32], login: &str, sealed: &str) -> Option<String> {
    let (chance, hex) = sealed.split_once(':')?;
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let opened = cipher.decrypt(&nonce(chance)?, Payload { msg: &bytes(hex)?, aad: login.as_bytes() }).ok()?;
    String::from_utf8(opened).ok()
}

fn nonce(chance: &str) -> Option<Nonce> {
    let twelve: [u8; 12] = bytes(chance)?.get(..12)?.try_into().ok()?;
    Some(Nonce::from(twelve))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{At, SimulatedClock};

    use super::*;

    fn origin() -> Origin {
        Origin { clock: Arc::new(SimulatedClock::new(At(0))), seed: Some([1; 32]) }
    }

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let hashed = hash_password(&origin(), "kim", "참깨야 열려라 하나둘").unwrap_or_else(|_| panic!("a good password"));
        assert!(hashed.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_password(Some(&hashed.0), "참깨야 열려라 하나둘"));
        assert!(!is_password(Some(&hashed.0), "참깨야 열려라 하나") && !is_password(None, "") && !is_password(Some("no hash"), ""));
        for weak in ["short", "kimkimkimkim".get(..3).unwrap(), ""] {
            assert!(hash_password(&origin(), "kim", weak).is_err(), "{weak}");
        }
        assert!(hash_password(&origin(), "longer-than-ten", "LONGER-than-ten").is_err(), "the name itself");
    }

    /// RFC 6238, appendix B, SHA-1, the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(b"12345678901234567890".to_vec()).to_base32();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(totp_step(&secret, code, seconds), Some(seconds / 30), "{seconds}");
            assert_eq!(totp_step(&secret, code, seconds + 30), Some(seconds / 30), "a step later");
            assert_eq!(totp_step(&secret, code, seconds + 90), None, "three steps later");
        }
        assert_eq!(totp_step(&secret, "28 7082", 59), Some(1));
        assert_eq!(totp_step("not base 32!", "287082", 59), None);
    }

    #[test]
    fn a_seal_opens_for_its_key_and_its_account_only() {
        let sealed = seal(&[7; 32], &origin(), "kim", "GEZDGNBVGY3TQOJQ").unwrap();
        assert!(!sealed.contains("GEZD"));
        assert_eq!(open(&[7; 32], "kim", &sealed).as_deref(), Some("GEZDGNBVGY3TQOJQ"));
        assert_eq!(open(&[8; 32], "kim", &sealed), None);
        assert_eq!(open(&[7; 32], "lee", &sealed), None);
        assert_eq!(open(&[7; 32], "kim", "broken"), None);
    }
}
