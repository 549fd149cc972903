//! Random designs, each estimate beside R's survey package: `make evaluate`. Strata, clusters, finite populations, uneven weights, missing
//! answers, raking and post-stratification in every mixture; six digits, or it ends with 1.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a comparison prints, and may stop")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use estimation::{
    Codebook, Columns, Estimate, Level, Margin, Method, Sample, Settings, Sheet, change, independence, stayers_against_leavers,
};

const SURVEYS: usize = 60;

struct Chance(u64);

impl Chance {
    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// What a survey is made of: bits of its number.
struct Kind {
    strata: bool,
    clusters: bool,
    population: bool,
    /// 0: as drawn, 1: post-stratified, 2: raked.
    adjusted: usize,
}

impl Kind {
    fn of(at: usize) -> Self {
        Self { strata: at & 1 == 1, clusters: at & 2 == 2, population: at & 4 == 4, adjusted: at / 8 % 3 }
    }
}

fn write(folder: &Path, at: usize) {
    let mut chance = Chance(at as u64 + 1);
    let mut csv = "s,t,N,w,a,b,y,x,z,q,r,before,after\n".to_owned();
    for stratum in 0..3 {
        for cluster in 0..8 {
            let mood = chance.below(20);
            for _ in 0..4 + chance.below(4) {
                let (a, b) = (chance.below(3), chance.below(2));
                let w = (10 + chance.below(30) + 10 * stratum) as f64 / 4.0;
                let amount = 20 + mood + 5 * a + chance.below(30);
                let y = if chance.below(12) == 0 { String::new() } else { amount.to_string() };
                let yes = if amount + chance.below(20) > 55 { "yes" } else { "no" };
                let after = if chance.below(8) == 0 { String::new() } else { (amount + chance.below(9)).to_string() };
                let (x, q, r) = (10 + chance.below(40), chance.below(3), (chance.below(2) + mood / 8).min(2));
                let t = stratum * 100 + cluster;
                let _ = writeln!(csv, "s{stratum},t{t},{},{w},a{a},b{b},{y},{x},{yes},q{q},r{r},{amount},{after}", 400 + 100 * stratum);
            }
        }
    }
    // Without strata the population has one size.
    let csv = if Kind::of(at).strata { csv } else { csv.replace(",400,", ",500,").replace(",600,", ",500,") };
    std::fs::write(folder.join(format!("survey{at}.csv")), csv).unwrap();
    std::fs::write(folder.join("a.csv"), "a,Freq\na0,700\na1,500\na2,300\n").unwrap();
    std::fs::write(folder.join("b.csv"), "b,Freq\nb0,800\nb1,700\n").unwrap();
}

const PEER: &str = r#"
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]; surveys <- as.integer(commandArgs(TRUE)[2])
margin <- function(name) read.csv(file.path(folder, paste0(name, ".csv")))
out <- function(at, name, values) cat(at, name, sprintf("%.15g", as.numeric(values)), "\n")
for (at in 0:(surveys - 1)) {
  data <- read.csv(file.path(folder, paste0("survey", at, ".csv")), stringsAsFactors = FALSE, na.strings = "")
  strata <- if (bitwAnd(at, 1)) ~s else NULL
  ids <- if (bitwAnd(at, 2)) ~t else ~1
  fpc <- if (bitwAnd(at, 4)) ~N else NULL
  design <- svydesign(ids = ids, strata = strata, fpc = fpc, weights = ~w, data = data)
  adjusted <- (at %/% 8) %% 3
  if (adjusted == 1) design <- postStratify(design, ~a, margin("a"))
  if (adjusted == 2) design <- rake(design, list(~a, ~b), list(margin("a"), margin("b")), control = list(maxit = 500, epsilon = 1e-12))
  answered <- subset(design, !is.na(y))
  level <- function(m, df) as.vector(confint(m, df = df))
  m <- svymean(~y, answered, na.rm = TRUE); out(at, "mean", c(coef(m), SE(m), level(m, degf(answered)), degf(answered)))
  m <- svytotal(~y, answered, na.rm = TRUE); out(at, "total", c(coef(m), SE(m)))
  m <- svymean(~x, design, deff = if (is.null(fpc)) "replace" else TRUE); out(at, "deff", c(coef(m), SE(m), deff(m)))
  for (method in c("xlogit", "beta", "mean")) {
    m <- svyciprop(~I(z == "yes"), design, method = method); out(at, method, c(coef(m), attr(m, "ci")))
  }
  m <- svyratio(~y, ~x, answered, na.rm = TRUE); out(at, "ratio", c(coef(m), SE(m)))
  m <- svyquantile(~x, design, c(.25, .5, .75)); out(at, "quantiles", as.vector(t(m$x)))
  group <- subset(design, a == "a1"); m <- svymean(~x, group); out(at, "group", c(coef(m), SE(m), degf(group)))
  m <- svychisq(~q + r, design, statistic = "F"); out(at, "raoscott", c(m$statistic, m$parameter, m$p.value))
  both <- subset(design, !is.na(after)); m <- svymean(~I(after - before), both, na.rm = TRUE); out(at, "change", c(coef(m), SE(m)))
  design <- update(design, left = factor(is.na(after)))
  m <- svyglm(before ~ left, design); out(at, "leavers", c(-coef(m)[2], SE(m)[2]))
}
"#;

fn read(folder: &Path, name: &str) -> Sheet {
    Sheet::read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn ours(folder: &Path, at: usize) -> Vec<(&'static str, Vec<f64>)> {
    let kind = Kind::of(at);
    let sheet = read(folder, &format!("survey{at}.csv"));
    let columns = Columns {
        weights: "w",
        population_size: kind.population.then_some("N"),
        cluster: kind.clusters.then_some("t"),
        strata: kind.strata.then_some("s"),
    };
    let mut sample = Sample::read(&sheet, columns).unwrap();
    let files: &[&str] = [&[][..], &["a.csv"], &["a.csv", "b.csv"]].get(kind.adjusted).unwrap();
    if !files.is_empty() {
        let cells = files.iter().map(|file| Margin::read(&read(folder, file)).unwrap().cells(&sheet, &Codebook::default()).unwrap());
        sample = sample.raked(cells.collect(), Settings { tolerance: 1e-13, ..Settings::default() }).unwrap().0;
    }
    let numbers = |column: &str| sheet.numbers(column).unwrap();
    let ends = |estimate: &Estimate, method: Method| {
        let interval = estimate.interval(method, Level::default()).unwrap();
        [interval.low, interval.high]
    };
    let (y, x, before, after) = (numbers("y"), numbers("x"), numbers("before"), numbers("after"));
    let mean = sample.mean(&y).unwrap();
    let [low, high] = ends(&mean, Method::Student);
    let total = sample.total(&y).unwrap();
    let deff = sample.mean(&x).unwrap();
    let yes: Vec<Option<bool>> = sheet.texts("z").unwrap().into_iter().map(|text| text.map(|text| text == "yes")).collect();
    let share = sample.share(&yes).unwrap();
    let shares = [("xlogit", Method::Logit), ("beta", Method::Beta), ("mean", Method::Student)];
    let ratio = sample.ratio(&y, &x).unwrap();
    let quantiles = [0.25, 0.5, 0.75].into_iter().flat_map(|part| {
        let (estimate, interval) = sample.quantile(&x, part, Level::default()).unwrap();
        [estimate.value, interval.low, interval.high, estimate.se]
    });
    let group: Vec<Option<f64>> = x.iter().zip(sheet.texts("a").unwrap()).map(|(x, a)| x.filter(|_| a == Some("a1"))).collect();
    let group = sample.mean(&group).unwrap();
    let test = independence(&sample, &sheet.texts("q").unwrap(), &sheet.texts("r").unwrap()).unwrap();
    let changed = change(&sample, &before, &after).unwrap().change.difference;
    let leavers = stayers_against_leavers(&sample, &before, &after).unwrap().unwrap().difference;
    let mut all = vec![
        ("mean", vec![mean.value, mean.se, low, high, mean.df]),
        ("total", vec![total.value, total.se]),
        ("deff", vec![deff.value, deff.se, deff.design_effect.unwrap()]),
        ("ratio", vec![ratio.value, ratio.se]),
        ("quantiles", quantiles.collect()),
        ("group", vec![group.value, group.se, group.df]),
        ("raoscott", vec![test.f, test.df1, test.df2, test.p]),
        ("change", vec![changed.value, changed.se]),
        ("leavers", vec![leavers.value, leavers.se]),
    ];
    for (name, method) in shares {
        let name = if name == "mean" { "share-t" } else { name };
        all.push((name, [vec![share.value], ends(&share, method).into()].concat()));
    }
    all
}

fn main() {
    let folder = std::env::temp_dir().join(format!("madang-peer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    (0..SURVEYS).for_each(|at| write(&folder, at));
    std::fs::write(
        folder.join("peer.R"),
        PEER.replace("out(at, method, c(coef(m)", "out(at, if (method == \"mean\") \"share-t\" else method, c(coef(m)"),
    )
    .unwrap();
    let out = Command::new("Rscript").arg(folder.join("peer.R")).arg(&folder).arg(SURVEYS.to_string()).output();
    let text = match out {
        Ok(out) if out.status.success() => String::from_utf8_lossy(&out.stdout).into_owned(),
        Ok(out) => panic!("{}", String::from_utf8_lossy(&out.stderr)),
        Err(_) => {
            println!("Rscript is missing: install the Debian package r-cran-survey");
            std::process::exit(1);
        }
    };
    let mut theirs: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(at), Some(name)) = (words.next().and_then(|at| at.parse().ok()), words.next()) else { continue };
        theirs.insert((at, name), words.filter_map(|word| word.parse().ok()).collect());
    }
    let mut worst: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for at in 0..SURVEYS {
        for (name, found) in ours(&folder, at) {
            let expected = theirs.get(&(at, name)).unwrap_or_else(|| panic!("R gave no {name} of survey {at}"));
            assert_eq!(found.len(), expected.len(), "{name} of survey {at}");
            for (found, expected) in found.iter().zip(expected) {
                let off = (found - expected).abs() / expected.abs().max(1e-9);
                let most = worst.entry(name).or_insert((0.0, at));
                if off > most.0 {
                    *most = (off, at);
                }
            }
        }
    }
    println!("\n{SURVEYS} surveys beside R's survey package, largest relative difference of any number:");
    for (name, (off, at)) in &worst {
        println!("  {name:10} {off:.1e}{}", if *off > 5e-7 { format!("  **survey {at}**") } else { String::new() });
    }
    std::fs::remove_dir_all(&folder).unwrap();
    std::process::exit(i32::from(worst.values().any(|(off, _)| *off > 5e-7)));
}
