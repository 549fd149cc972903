//! Every route against every role. The routes are read from the sources, so a new one without a row here fails.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::Method;

use super::demonstration::Demonstration;

/// Method, route, an address of it, and the status for: public, officer of the unit, officer of another, head of the unit, auditor, administrator.
const EXPECTED: &str = include_str!("routes.txt");
const ROLES: [&str; 5] = ["officer-si", "officer-tc", "head-si", "auditor", "admin"];

/// All routes of the sources, as `METHOD /path`.
fn routes() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders = vec![crates.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() && !matches!(name.as_str(), "node_modules" | "target" | "tests" | "benches" | "examples") {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.starts_with("tests") {
                read_routes(&std::fs::read_to_string(&path).unwrap(), &mut all);
            }
        }
    }
    all
}

fn read_routes(text: &str, all: &mut BTreeSet<String>) {
    for after in text.split(".route(").skip(1) {
        let Some(path) = after.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
        let handlers = after.split(".route(").next().unwrap_or_default().split("\n        .").next().unwrap_or_default();
        for (word, method) in [("get(", "GET"), ("post(", "POST")] {
            let called = |start: &str| handlers.contains(&format!("{start}{word}"));
            if called(" ") || called(".") || called("\n") || called("(") {
                all.insert(format!("{method} {path}"));
            }
        }
    }
}

#[test]
fn every_route_answers_every_role_as_the_list_says() {
    let city = Demonstration::new();
    let cookies: Vec<String> = ROLES.iter().map(|login| city.sign_in(login)).collect();
    let csrf: Vec<String> = cookies.iter().map(|cookie| city.get("/me", cookie).hidden("csrf")).collect();
    let rows: Vec<Vec<&str>> =
        EXPECTED.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_whitespace().collect()).collect();
    let known: BTreeSet<String> = rows.iter().map(|row| row[..2].join(" ")).collect();
    let mut wrong = Vec::new();
    for route in routes().difference(&known) {
        let (method, path) = route.split_once(' ').unwrap();
        wrong.push(format!("{method} {path} {path} {} (no row)", answers(&city, method, path, &cookies, &csrf)));
    }
    for row in &rows {
        let (route, expected) = (row[..2].join(" "), row[3..].join(" "));
        let sample = &sample(&city, row[2], cookies.last().unwrap());
        assert!(routes().contains(&route), "{route} is in the list and nowhere else");
        let found = answers(&city, row[0], sample, &cookies, &csrf);
        if found != expected {
            wrong.push(format!("{route} {sample} {found} (the list says {expected})"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// An address, or the first one on a page that begins so.
fn sample(city: &Demonstration, text: &str, administrator: &str) -> String {
    let Some((page, prefix)) = text.split_once('>') else { return text.to_owned() };
    let page = city.get(page, administrator).body;
    let found = page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(prefix));
    found.unwrap_or_else(|| panic!("no address on the page begins with {prefix}")).to_owned()
}

/// The statuses for all roles. A form is sent empty: 422 means that the role may send it.
fn answers(city: &Demonstration, method: &str, path: &str, cookies: &[String], csrf: &[String]) -> String {
    let nobody = (String::new(), String::new());
    let roles = std::iter::once(nobody).chain(cookies.iter().cloned().zip(csrf.iter().cloned()));
    let mut found = Vec::new();
    for (cookie, csrf) in roles {
        let answer = if method == "GET" {
            city.ask(&Method::GET, path, &cookie, Body::empty())
        } else {
            city.post(path, &cookie, &[("csrf", csrf.as_str()), ("key", "route")])
        };
        assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.body);
        found.push(answer.status.as_u16().to_string());
    }
    found.join(" ")
}
