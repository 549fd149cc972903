//! Seoul's demonstration, loaded once; each test asks a copy of its own.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use kernel::{At, SimulatedClock};
use store::{Db, Origin};
use tower::ServiceExt as _;
use ui::Site;
use ui::web::Settings;

use crate::pack::{Loading, Pack, PackFiles, load};
use crate::rooms;

/// Loaded once for all tests of this program: the file, and when its record ends.
static LOADED: OnceLock<(tempfile::TempDir, PathBuf, At)> = OnceLock::new();

fn loaded() -> &'static (tempfile::TempDir, PathBuf, At) {
    LOADED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seoul.db");
        let db = Db::create(&format!("sqlite:{}", path.display()), rooms::SCHEMAS).unwrap();
        let pack = Pack::read(&PackFiles::seoul()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let sets = rooms::sets();
        let head = load(&db, &pack, &mut Loading { sets: &sets, clock: None, committed: &mut |_, _, _, _| {} }).unwrap();
        (folder, path, head.recorded)
    })
}

/// A server over a copy of the demonstration, and its clock.
pub(super) struct Demonstration {
    pub(super) site: Site,
    pub(super) clock: Arc<SimulatedClock>,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    /// The value of a hidden field of the page.
    pub(super) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        self.body.split_once(&start).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value.to_owned()).unwrap_or_default()
    }

    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Demonstration {
    pub(super) fn new() -> Self {
        Self::with(Settings { sealing_key: Some([5; 32]), ..Settings::default() })
    }

    pub(super) fn with(settings: Settings) -> Self {
        let (_, path, end) = loaded();
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("seoul.db");
        std::fs::copy(path, &own).unwrap();
        let db = Db::open(&format!("sqlite:{}", own.display()), rooms::SCHEMAS).unwrap();
        let clock = Arc::new(SimulatedClock::new(At(end.0 + 3_600_000_000)));
        let origin = Origin { clock: clock.clone(), seed: None };
        let site = Site { db: Arc::new(db), sets: rooms::sets(), origin, settings: Arc::new(settings) };
        let router = crate::web::router(site.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { site, clock, router, runtime, _folder: folder }
    }

    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Lets time pass.
    pub(super) fn wait_minutes(&self, minutes: i64) {
        use kernel::Clock as _;
        self.clock.set(At(self.clock.now().0 + minutes * 60_000_000));
    }

    pub(super) fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(&Method::GET, path, cookie, Body::empty())
    }

    /// Sends a form; the names and values are encoded here.
    pub(super) fn post(&self, path: &str, cookie: &str, pairs: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> =
            pairs.iter().map(|(name, value)| ui::href_with("", &[], &[(name, value)]).replacen('?', "", 1)).collect();
        self.ask(&Method::POST, path, cookie, Body::from(encoded.join("&")))
    }

    pub(super) fn ask(&self, method: &Method, path: &str, cookie: &str, body: Body) -> Answer {
        self.ask_as(method, path, cookie, "application/x-www-form-urlencoded", body)
    }

    /// The same with a body of another kind.
    pub(super) fn ask_as(&self, method: &Method, path: &str, cookie: &str, kind: &str, body: Body) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = request.header(header::CONTENT_TYPE, kind).body(body).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("the router never fails");
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, 1 << 26).await.expect("a body");
            Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }

    /// Signs a demonstration account in; gives its cookie.
    pub(super) fn sign_in(&self, login: &str) -> String {
        let answer = self.knock(login, "madang-demonstration", "");
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.body);
        cookie(&answer)
    }

    pub(super) fn knock(&self, login: &str, password: &str, code: &str) -> Answer {
        self.post("/sign-in", "", &[("login", login), ("password", password), ("code", code), ("then", "/office")])
    }

    /// Opens a form and sends it with these answers.
    pub(super) fn send(&self, path: &str, cookie: &str, pairs: &[(&str, &str)]) -> Answer {
        let form = self.get(path, cookie);
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.body);
        self.send_again(&form, path, cookie, pairs)
    }

    /// Sends a form that was opened before.
    pub(super) fn send_again(&self, form: &Answer, path: &str, cookie: &str, pairs: &[(&str, &str)]) -> Answer {
        let own: Vec<(&str, String)> = ["csrf", "key", "read_at", "subject"].into_iter().map(|name| (name, form.hidden(name))).collect();
        let all: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).chain(pairs.iter().copied()).collect();
        self.post(path, cookie, &all)
    }
}

/// The session that an answer opened, as a browser would send it back.
pub(super) fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|value| value.split(';').next()).find(|pair| pair.starts_with("madang_session=")).unwrap_or_default().to_owned()
}
