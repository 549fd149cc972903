//! Writes sample pages into a folder, to look at: `cargo run -p ui --example gallery -- FOLDER`, then serve the folder.
//! The contents are samples; amounts are those of Seoul's report of 2021.

use askama::Template;
use kernel::Lang;
use std::path::{Path, PathBuf};
use std::{fs, io};
use ui::{AsOfBar, Bar, Bars, Crumb, Head, Pager, Shell, Visit};

struct Row {
    depth: u8,
    label: &'static str,
    cells: [&'static str; 5],
}

macro_rules! page {
    ($name:ident, $path:literal) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name {
            shell: Shell,
            ko: bool,
            table: Vec<Row>,
            bars: Bars,
            pager: Pager,
        }

        impl $name {
            fn page(lang: Lang, path: &str, titles: (&str, &str)) -> Result<String, askama::Error> {
                let title = if lang == Lang::Ko { titles.0 } else { titles.1 };
                let ko = lang == Lang::Ko;
                Self { shell: shell(lang, path, title), ko, table: table(ko), bars: bars(ko), pager: pager() }.render()
            }
        }
    };
}

// One struct holds what any sample needs; a page leaves out what it does not use.
#[expect(dead_code, reason = "each sample page reads only some of the shared fields")]
mod pages {
    use super::{Bars, Lang, Pager, Row, Shell, Template, bars, pager, shell, table};
    page!(Home, "gallery_home.html");
    page!(Report, "gallery_report.html");
    page!(Evidence, "gallery_evidence.html");
    page!(Execution, "gallery_execution.html");
    page!(List, "gallery_list.html");
    page!(Record, "gallery_record.html");
    page!(Failure, "gallery_error.html");

    type Render = fn(Lang, &str, (&str, &str)) -> Result<String, askama::Error>;

    /// Name, path, titles and template of each sample.
    pub(super) const ALL: [(&str, &str, (&str, &str), Render); 7] = [
        ("home", "/", ("처음", "Home"), Home::page),
        ("report", "/reports/work-report-2021", ("주요업무보고", "Major work report"), Report::page),
        (
            "evidence",
            "/figures/execution.disbursed.park-operation",
            ("서울혁신파크운영 지출액", "Park operation, disbursed"),
            Evidence::page,
        ),
        ("execution", "/execution", ("2021년 예산 집행 현황", "Budget execution 2021"), Execution::page),
        ("list", "/typed", ("직접 입력한 수치", "Typed figures"), List::page),
        ("record", "/record", ("기록", "Record"), Record::page),
        ("error", "/figures/execution.disbursd", ("그런 수치가 없습니다", "There is no such figure"), Failure::page),
    ];
}

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("gallery"), PathBuf::from);
    for (name, bytes) in ui::files() {
        write(&folder, &ui::asset_href(name), bytes)?;
    }
    for (name, path, titles, render) in pages::ALL {
        for lang in [Lang::Ko, Lang::En] {
            let html = render(lang, path, titles).map_err(io::Error::other)?;
            write(&folder, &format!("{name}-{}.html", lang.code()), html.as_bytes())?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let file = folder.join(name.trim_start_matches('/'));
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(file, bytes)
}

fn shell(lang: Lang, path: &str, title: &str) -> Shell {
    let ko = lang == Lang::Ko;
    let visit = Visit { lang, path: path.to_owned(), query: Vec::new() };
    let bureau = if ko { "서울특별시 서울혁신기획관" } else { "Seoul Innovation Bureau" };
    let crumb = |label: &str, href: &str| Crumb { label: label.to_owned(), href: href.to_owned() };
    let mut shell = Shell::new(&visit, title, bureau);
    shell.demonstration = true;
    shell.head = Some(head());
    if path == "/" {
        return shell;
    }
    let home = crumb(shell.words().home, "/");
    shell.crumbs = match path.rsplit_once('/') {
        Some(("/reports", _)) => vec![home, crumb(shell.words().reports, "/reports")],
        Some(("/figures", _)) => vec![home, crumb(shell.words().figures, "/figures")],
        _ => vec![home],
    };
    if !path.starts_with("/record") && !path.ends_with("disbursd") {
        shell.as_of = Some(AsOfBar {
            action: path.to_owned(),
            day: "2021-04-21".to_owned(),
            point: Some(Head { seq: 712, recorded: "2021-04-30 18:00".to_owned(), ..head() }),
            ..AsOfBar::default()
        });
    }
    shell
}

fn head() -> Head {
    Head {
        seq: 5021,
        hash: "c01d18aa90355e0b77f2b0431e6d9a1c77f25e0b9a1cc01d18aa90355e0b77f2".to_owned(),
        recorded: "2021-04-30 18:00".to_owned(),
    }
}

fn pager() -> Pager {
    Pager { first: 1, last: 50, total: 132, previous: None, next: Some("?page=2".to_owned()) }
}

fn row(depth: u8, ko: bool, labels: (&'static str, &'static str), cells: [&'static str; 5]) -> Row {
    Row { depth, label: if ko { labels.0 } else { labels.1 }, cells }
}

#[rustfmt::skip]
fn table(ko: bool) -> Vec<Row> {
    vec![
        row(0, ko, ("서울혁신기획관", "Bureau"), ["12,099,481", "12,346,984", "2,061,715", "1,531,407", "12.4"]),
        row(1, ko, ("사회혁신담당관", "Social Innovation Division"), ["9,230,143", "9,477,646", "1,568,367", "1,417,459", "15.0"]),
        row(2, ko, ("서울혁신파크운영", "Park operation"), ["7,066,795", "7,066,795", "1,312,840", "1,312,840", "18.6"]),
        row(2, ko, ("서울혁신파크 조성사업", "Park development"), ["443,497", "643,497", "150,869", "0", "0.0"]),
        row(2, ko, ("동북권 청년혁신파크 조성사업", "North-east youth park"), ["824,000", "824,000", "0", "0", "0.0"]),
        row(2, ko, ("사회혁신 생태계 조성 및 지원", "Innovation ecosystem"), ["560,436", "600,036", "58,367", "58,328", "9.7"]),
        row(2, ko, ("지역문제 해결 시민 실험실 지원", "Citizen lab"), ["0", "7,903", "7,903", "7,903", "100.0"]),
        row(1, ko, ("전환도시담당관", "Transition City Division"), ["2,189,789", "2,189,789", "433,109", "53,709", "2.5"]),
        row(2, ko, ("공유서울 확산", "Sharing Seoul"), ["1,004,500", "1,004,500", "242,500", "22,800", "2.3"]),
        row(2, ko, ("기본경비", "Basic expenses"), ["37,289", "37,289", "18,645", "18,645", "50.0"]),
        row(1, ko, ("갈등조정담당관", "Conflict Mediation Division"), ["679,549", "679,549", "60,239", "60,239", "8.9"]),
        row(2, ko, ("갈등대안마련을 위한 참여적 의사결정 운영", "Participatory decision-making"), ["222,300", "222,300", "10,000", "10,000", "4.5"]),
    ]
}

fn bars(ko: bool) -> Bars {
    let words = ui::words(if ko { Lang::Ko } else { Lang::En });
    let amount = |text: &str| text.replace(',', "").parse::<u32>().unwrap_or(0);
    let bar = |Row { depth, label, cells: [_, current, committed, disbursed, rate] }: Row| Bar {
        label: label.to_owned(),
        href: None,
        depth,
        front: share(amount(disbursed), amount(current)),
        back: share(amount(committed), amount(current)),
        shown: format!("{rate}%"),
        detail: format!("{disbursed} / {current}"),
    };
    Bars {
        caption: words.execution_chart.to_owned(),
        front: words.disbursed.to_owned(),
        back: words.committed.to_owned(),
        whole: words.current_budget.to_owned(),
        rows: table(ko).into_iter().map(bar).collect(),
    }
}

fn share(part: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(part) * 10_000 / u64::from(whole.max(1))).unwrap_or(0)
}
