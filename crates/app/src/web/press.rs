//! Files for paper, printed beside the pages: few at once, each in a process of its own that can be stopped (`commands/print.rs`). A file that
//! is soon done is the answer itself; for a longer one there is a page that says how far it is.

use std::collections::HashMap;
use std::ffi::OsString;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use askama::Template;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use document::Block;
use kernel::{Lang, Refusal};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use ui::web::paper::{Order, Paper};
use ui::web::{Problem, file, page, page_with};
use ui::{Shell, Site, Visit};

/// How long an answer waits for its file; then it leads to the page that shows the progress.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a file may be printed, whatever else the machine does meanwhile.
const LONGEST: Duration = Duration::from_secs(180);
/// How long a printed file waits for whoever asked.
const KEPT: Duration = Duration::from_secs(120);
/// Files waiting, being printed or being kept; more are refused.
const MOST: usize = 64;
/// Of these, how many visitors who are not signed in may have: officers are not kept out by them.
const MOST_PUBLIC: usize = 48;

/// The printing press of a server.
#[derive(Clone)]
pub(super) struct Press {
    site: Site,
    /// This very program.
    program: OsString,
    /// Whose turn it is. HWPX takes a moment, so it waits for no PDF.
    hwpx: Arc<Semaphore>,
    pdf: Arc<Semaphore>,
    jobs: Arc<Mutex<Jobs>>,
}

#[derive(Default)]
struct Jobs {
    taken: u64,
    by_key: HashMap<String, Job>,
}

/// A file that somebody asked for.
#[derive(Clone)]
struct Job {
    /// Its place in the row.
    number: u64,
    /// Where it is fetched.
    address: String,
    /// About how long it is printed.
    expected: Duration,
    state: watch::Receiver<Stage>,
}

#[derive(Clone)]
enum Stage {
    Waiting,
    Printing(Instant),
    Done(Result<Bytes, Refusal>),
}

impl Press {
    pub(super) fn new(site: Site) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let turns = || Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)));
        Self { site, program: program(), hwpx: turns(), pdf: turns(), jobs: Arc::default() }
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job of an order, which is begun unless the same is under way: one content, one file.
    fn job(&self, order: &Order, address: String, most: usize) -> Option<(String, Job)> {
        let asked = serde_json::to_vec(order).expect("an order is plain data");
        let key: String = Sha256::digest(&asked).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut jobs = self.jobs();
        if let Some(job) = jobs.by_key.get(&key) {
            return Some((key, job.clone()));
        }
        if jobs.by_key.len() >= most {
            jobs.by_key.retain(|_, job| !job.is_done());
        }
        if jobs.by_key.len() >= most {
            return None;
        }
        jobs.taken += 1;
        let (tell, state) = watch::channel(Stage::Waiting);
        let job = Job { number: jobs.taken, address, expected: expected(order), state };
        jobs.by_key.insert(key.clone(), job.clone());
        tokio::spawn(self.clone().run(key.clone(), order.paper, asked, tell));
        Some((key, job))
    }

    async fn run(self, key: String, paper: Paper, asked: Vec<u8>, tell: watch::Sender<Stage>) {
        let printed = {
            let turns = match paper {
                Paper::Hwpx => &self.hwpx,
                Paper::Pdf => &self.pdf,
            };
            let _turn = turns.acquire().await;
            tell.send_replace(Stage::Printing(Instant::now()));
            timeout(LONGEST, print(&self.program, &asked)).await.unwrap_or_else(|_| Err(too_heavy()))
        };
        tell.send_replace(Stage::Done(printed));
        tokio::time::sleep(KEPT).await;
        self.jobs().by_key.remove(&key);
    }
}

impl Job {
    fn is_done(&self) -> bool {
        matches!(*self.state.borrow(), Stage::Done(_))
    }

    async fn done(mut self) -> Result<Bytes, Refusal> {
        let done = self.state.wait_for(|stage| matches!(stage, Stage::Done(_))).await;
        match done.as_deref() {
            Ok(Stage::Done(printed)) => printed.clone(),
            _ => Err(too_heavy()),
        }
    }
}

/// The program that prints: the one that runs, even where its file has been replaced since.
#[cfg(not(test))]
fn program() -> OsString {
    "/proc/self/exe".into()
}

/// The program that prints: built beside the tests.
#[cfg(test)]
fn program() -> OsString {
    let tests = std::env::current_exe().expect("the tests' own path");
    tests.ancestors().nth(2).expect("target/PROFILE/deps/TESTS").join("madang").into()
}

/// About how long an order is printed: what bench `writers` of `document` gives, by cells.
fn expected(order: &Order) -> Duration {
    let cells: usize = order
        .document
        .blocks
        .iter()
        .map(|block| if let Block::Table(table) = block { table.body().len() * table.columns() } else { 1 })
        .sum();
    let cells = u64::try_from(cells).unwrap_or(u64::MAX);
    match order.paper {
        Paper::Hwpx => Duration::from_millis(20) + Duration::from_micros(cells.saturating_mul(7)),
        Paper::Pdf => Duration::from_millis(400) + Duration::from_micros(cells.saturating_mul(130)),
    }
}

/// Runs the program on an order. It learns nothing of the server's settings, and it ends when nobody waits for it.
async fn print(program: &OsString, asked: &[u8]) -> Result<Bytes, Refusal> {
    let mut command = Command::new(program);
    command.arg("print").env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let ran: std::io::Result<(ExitStatus, Vec<u8>)> = async {
        let mut child = command.spawn()?;
        let (mut to, mut from) = (child.stdin.take(), child.stdout.take());
        let mut printed = Vec::new();
        if let Some(to) = &mut to {
            to.write_all(asked).await?;
        }
        drop(to);
        if let Some(from) = &mut from {
            from.read_to_end(&mut printed).await?;
        }
        Ok((child.wait().await?, printed))
    }
    .await;
    match ran {
        Ok((status, printed)) if status.success() => Ok(printed.into()),
        Ok((status, said)) if status.code() == Some(i32::from(crate::commands::print::REFUSED)) => Err(refused(&said)),
        _ => Err(too_heavy()),
    }
}

fn refused(said: &[u8]) -> Refusal {
    let said: serde_json::Value = serde_json::from_slice(said).unwrap_or_default();
    let of = |lang: &str| said.get(lang).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    Refusal::new("ui.cannot-be-printed", of("ko"), of("en"))
}

fn too_heavy() -> Refusal {
    Refusal::new(
        "ui.too-heavy-for-paper",
        "이 문서를 정해진 시간과 메모리 안에 인쇄용 파일로 만들지 못했습니다. 범위를 좁히거나 CSV, HTML로 받으십시오.",
        "This document could not be made into a file for paper within the time and memory allowed: narrow the question, or take CSV or HTML.",
    )
}

fn busy() -> Refusal {
    Refusal::new(
        "ui.press-is-busy",
        "인쇄용 파일이 이미 많이 기다리고 있습니다. 잠시 뒤에 다시 해 주십시오.",
        "Many files for paper are waiting already: try again in a while.",
    )
}

/// Middleware: puts the printed file in the place of an order.
pub(super) async fn printed(State(press): State<Press>, visit: Visit, request: Request, next: Next) -> Response {
    let address = request.uri().to_string();
    let most = if visit.signed.is_some() { MOST } else { MOST_PUBLIC };
    let mut response = next.run(request).await;
    let Some(order) = response.extensions_mut().remove::<Order>() else { return response };
    let refuse = async |refusal: Refusal| press.site.clone().page(visit, move |_| Err(Problem::Refused(refusal, None))).await;
    let Some((key, job)) = press.job(&order, address, most) else { return refuse(busy()).await };
    match timeout(PATIENCE, job.done()).await {
        Ok(Ok(printed)) => {
            let name = format!("{}.{}", order.name, order.paper.ending());
            file(order.paper.content_type(), Some(&name), printed.into())
        }
        Ok(Err(refusal)) => refuse(refusal).await,
        Err(_) => ui::web::go_to(&format!("/printing/{key}")),
    }
}

#[derive(Template)]
#[template(path = "printing.html")]
struct PrintingPage {
    shell: Shell,
    said: String,
    /// In hundredths.
    part: u128,
    /// Where the file is fetched, once it is there.
    address: Option<String>,
}

/// `/printing/{key}`: how far a file is. It says nothing of what the file holds; the file itself is asked for where it was asked for before.
pub(super) async fn progress(Extension(press): Extension<Press>, visit: Visit, Path(key): Path<String>) -> Response {
    let jobs = press.jobs().clone_of(&key);
    let waits = jobs.as_ref().is_some_and(|(job, _)| !job.is_done());
    let response = press.site.page(visit, move |desk| {
        let Some((job, ahead)) = jobs else { return Err(Problem::NotFound) };
        let lang = desk.visit.lang;
        let stage = job.state.borrow().clone();
        let done = matches!(stage, Stage::Done(_));
        let (said, part) = said(&stage, ahead, job.expected, lang);
        let title = if done {
            lang.pick("파일이 준비되었습니다", "The file is ready")
        } else {
            lang.pick("파일을 만들고 있습니다", "The file is being made")
        };
        let shell = desk.scene.shell(desk.visit, title, &[]);
        let answer = PrintingPage { shell, said, part, address: done.then_some(job.address) };
        if done { page(&answer) } else { page_with(StatusCode::ACCEPTED, &answer) }
    });
    let mut response = response.await;
    if waits {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    response
}

impl Jobs {
    /// A job, and how many stand before it.
    fn clone_of(&self, key: &str) -> Option<(Job, usize)> {
        let job = self.by_key.get(key)?.clone();
        let ahead = self.by_key.values().filter(|other| other.number < job.number && !other.is_done()).count();
        Some((job, ahead))
    }
}

fn said(stage: &Stage, ahead: usize, expected: Duration, lang: Lang) -> (String, u128) {
    match stage {
        Stage::Waiting => (lang.pick(format!("앞에서 {ahead}건을 만들고 있습니다."), format!("{ahead} others are made before it.")), 0),
        Stage::Printing(since) => {
            let part = since.elapsed().as_millis() * 100 / expected.as_millis().max(1);
            let seconds = expected.as_secs().max(1);
            let about = lang.pick(
                format!("쪽을 짜고 있습니다. 보통 {seconds}초쯤 걸립니다."),
                format!("Pages are being laid out; it takes some {seconds} s."),
            );
            (about, part.min(95))
        }
        Stage::Done(_) => {
            (lang.pick("아래에서 받으십시오. 2분 동안 둡니다.", "Take it below; it is kept for two minutes.").to_owned(), 100)
        }
    }
}
