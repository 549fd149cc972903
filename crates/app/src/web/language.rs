//! The city's first language, for visitors who ask for none: read once, when the record has its first event.

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use kernel::Lang;
use store::Db;
use ui::FirstLanguage;

/// Where the first language is read, and what it was.
#[derive(Clone)]
pub(super) struct First {
    db: Arc<Db>,
    lang: Arc<OnceLock<Lang>>,
}

impl First {
    pub(super) fn new(db: Arc<Db>) -> Self {
        Self { db, lang: Arc::default() }
    }

    /// The language; nothing while the record is empty or cannot be read, which pages say themselves.
    fn read(&self) -> Option<Lang> {
        let city = self.db.read().ok()?.city().ok()??;
        Some(*self.lang.get_or_init(|| city.first_language()))
    }
}

/// Middleware: tells the pages which language comes first.
pub(super) async fn first_language(State(first): State<First>, mut request: Request, next: Next) -> Response {
    let lang = match first.lang.get() {
        Some(lang) => Some(*lang),
        None => tokio::task::spawn_blocking(move || first.read()).await.ok().flatten(),
    };
    if let Some(lang) = lang {
        request.extensions_mut().insert(FirstLanguage(lang));
    }
    next.run(request).await
}
