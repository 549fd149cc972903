//! Public pages are made once at each end of the record.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use tower::ServiceExt as _;

use super::demonstration::Demonstration;
use crate::web::cache::{Cache, kept};

/// A server of one page that counts how often it was made, and says so.
fn counting(city: &Demonstration, made: &Arc<AtomicUsize>) -> Router {
    let made = made.clone();
    let page = move || {
        let times = made.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            // Others come while it is being made.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            if times == 1 { (StatusCode::SERVICE_UNAVAILABLE, "busy".to_owned()) } else { (StatusCode::OK, times.to_string()) }
                .into_response()
        }
    };
    let cache = Cache::new(city.site.db.clone());
    Router::new().route("/page", get(page.clone())).route("/office", get(page)).layer(axum::middleware::from_fn_with_state(cache, kept))
}

fn asked(router: &Router, city: &Demonstration, path: &str, cookie: &str, visitors: usize) -> Vec<String> {
    city.block_on(async {
        let visits = (0..visitors).map(|_| {
            let request = Request::builder().uri(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            let router = router.clone();
            tokio::spawn(async move {
                let answer = router.oneshot(request).await.unwrap();
                String::from_utf8(to_bytes(answer.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
            })
        });
        let mut answers = Vec::new();
        for visit in visits.collect::<Vec<_>>() {
            answers.push(visit.await.unwrap());
        }
        answers
    })
}

#[test]
fn a_page_is_made_once_for_all_who_wait_and_again_when_the_record_has_moved_on() {
    let city = Demonstration::new();
    let made = Arc::new(AtomicUsize::new(0));
    let router = counting(&city, &made);
    assert_eq!(asked(&router, &city, "/page", "", 1), ["busy"], "an answer that is none is not kept");
    assert_eq!(asked(&router, &city, "/page", "", 50), vec!["2"; 50]);
    let officer = city.sign_in("admin");
    assert_eq!(asked(&router, &city, "/page", &officer, 2).len(), 2);
    assert_eq!(made.load(Ordering::SeqCst), 4, "somebody signed in is given a page of their own");
    assert_eq!(asked(&router, &city, "/office", "", 2).len(), 2);
    assert_eq!(made.load(Ordering::SeqCst), 6, "nor is a page of the office kept");
    assert_eq!(asked(&router, &city, "/page", "", 3), vec!["2"; 3], "signing in is no event of the record");
    let password =
        [("old_password", "madang-demonstration"), ("new_password", "a whole new phrase"), ("new_password_again", "a whole new phrase")];
    assert_eq!(city.send("/me/password", &officer, &password).status, StatusCode::SEE_OTHER);
    assert_eq!(asked(&router, &city, "/page", "", 3), vec!["7"; 3]);
}
