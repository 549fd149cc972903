//! Drawings of the page, as SVG: curves with their expectation, calibrations, and a small map.

use std::fmt::Write as _;

use serde::Deserialize;

use super::alert::Alert;
use super::budget::Calibration;
use super::stream::{Report, day};
use super::write::ranked;

/// Borders of Seoul's districts; crates/signals/data/SOURCES.md says whose they are.
const DISTRICTS: &str = include_str!("../../data/seoul-districts.json");

/// Width and height of a curve.
const SIZE: (f64, f64) = (640.0, 180.0);
/// Room for labels: left, bottom.
const ROOM: (f64, f64) = (56.0, 28.0);

/// Observed as bars, expected as a line, the day of opening marked.
pub(super) fn curve(alert: &Alert) -> String {
    let most = alert.curve.iter().map(|point| f64::from(point.observed).max(point.expected)).fold(5.0, f64::max);
    let step = (SIZE.0 - ROOM.0) / alert.curve.len().max(1) as f64;
    let height = |value: f64| (SIZE.1 - ROOM.1) * (1.0 - value / most) * 0.94 + (SIZE.1 - ROOM.1) * 0.06;
    let mut text = open(SIZE, "날마다의 민원과 기대값 · complaints each day and expected");
    axis(&mut text, most, height);
    let mut line = String::new();
    for (point, at) in alert.curve.iter().zip(0..) {
        let x = ROOM.0 + f64::from(at) * step;
        let top = height(f64::from(point.observed));
        let class = if point.day >= alert.opened { "bar late" } else { "bar" };
        let bar = (SIZE.1 - ROOM.1 - top).max(0.0);
        write!(
            text,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{bar:.1}\"/>",
            x + step * 0.1,
            step * 0.8
        )
        .expect("text");
        write!(line, "{:.1},{:.1} ", x + step / 2.0, height(point.expected)).expect("text");
        if point.day == alert.opened {
            let x = x + step / 2.0;
            write!(text, "<line class=\"mark\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{:.1}\"/>", SIZE.1 - ROOM.1).expect("text");
        }
    }
    write!(text, "<polyline class=\"line\" points=\"{line}\"/>").expect("text");
    if let (Some(first), Some(last)) = (alert.curve.first(), alert.curve.last()) {
        ends(&mut text, &day(first.day).to_string(), &day(last.day).to_string());
    }
    text + "</svg>"
}

/// The largest scores of permuted days as dots, and the threshold as a line.
pub(super) fn calibration(calibration: &Calibration) -> String {
    let most = calibration.largest.last().copied().unwrap_or(0.0).max(calibration.threshold) * 1.05 + 0.1;
    let x = |score: f64| 8.0 + (SIZE.0 - 16.0) * score / most;
    let mut text = open((SIZE.0, 74.0), "섞은 날들의 가장 큰 점수와 기준 · largest scores of permuted days, and the threshold");
    for (score, at) in calibration.largest.iter().zip(0_u8..) {
        write!(text, "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{}\" r=\"3\"/>", x(*score), 14 + at % 4 * 7).expect("text");
    }
    let at = x(calibration.threshold);
    write!(
        text,
        "<line class=\"mark\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"2\" y2=\"46\"/><text class=\"end\" x=\"{:.1}\" y=\"68\">기준 {:.2}</text>",
        at.clamp(60.0, SIZE.0 - 60.0),
        calibration.threshold
    )
    .expect("text");
    text + "</svg>"
}

/// Days that the chart of volumes shows.
const VOLUME_DAYS: i32 = 400;

/// Complaints of each day, the newest.
pub(super) fn volumes(volumes: &[(i32, u32)]) -> String {
    let newest = volumes.last().map_or(0, |(day, _)| *day);
    let volumes = volumes.get(volumes.partition_point(|(day, _)| day.saturating_add(VOLUME_DAYS) <= newest)..).unwrap_or_default();
    let (Some((first, _)), Some((last, _))) = (volumes.first(), volumes.last()) else { return String::new() };
    let most = volumes.iter().map(|(_, count)| f64::from(*count)).fold(1.0, f64::max);
    let days = f64::from(last - first + 1);
    let height = |value: f64| (SIZE.1 - ROOM.1) * (1.0 - value / most * 0.94);
    let mut text = open(SIZE, "날마다 들어온 민원 · complaints received each day");
    axis(&mut text, most, height);
    let mut line = String::new();
    for (day, count) in volumes {
        let x = ROOM.0 + (SIZE.0 - ROOM.0) * (f64::from(day - first) + 0.5) / days;
        write!(line, "{x:.1},{:.1} ", height(f64::from(*count))).expect("text");
    }
    write!(text, "<polyline class=\"volume\" points=\"{line}\"/>").expect("text");
    ends(&mut text, &day(*first).to_string(), &day(*last).to_string());
    text + "</svg>"
}

fn open((width, height): (f64, f64), label: &str) -> String {
    format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">")
}

fn axis(text: &mut String, most: f64, height: impl Fn(f64) -> f64) {
    for value in [0.0, (most / 2.0).round(), most.floor()] {
        let y = height(value);
        write!(text, "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>", ROOM.0, SIZE.0).expect("text");
        write!(text, "<text class=\"left\" x=\"{}\" y=\"{:.1}\">{value:.0}</text>", ROOM.0 - 4.0, y + 6.0).expect("text");
    }
}

fn ends(text: &mut String, first: &str, last: &str) {
    write!(text, "<text x=\"{}\" y=\"{}\">{first}</text>", ROOM.0, SIZE.1 - 6.0).expect("text");
    write!(text, "<text class=\"left\" x=\"{}\" y=\"{}\">{last}</text>", SIZE.0, SIZE.1 - 6.0).expect("text");
}

/// A small map: districts as outlines, alerts as numbered dots.
pub(super) struct Map {
    pub(super) svg: String,
    /// Whether Seoul's borders are drawn, so that their makers are named.
    pub(super) borders: bool,
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(f64, f64)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    dong: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(flatten)]
    shape: Shape,
}

impl Map {
    /// None where no alert has a known place.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let place =
            |alert: &Alert| report.alerts.iter().position(|other| other.number == alert.number).and_then(|at| report.points.get(at));
        let spots: Vec<(usize, f64, f64)> = ranked(report)
            .into_iter()
            .zip(1..)
            .filter_map(|(alert, rank)| {
                let points = place(alert)?;
                let (lat, lon) = points.iter().fold((0.0, 0.0), |sum, (_, lat, lon)| (sum.0 + lat, sum.1 + lon));
                (!points.is_empty()).then(|| (rank, lat / points.len() as f64, lon / points.len() as f64))
            })
            .collect();
        if spots.is_empty() {
            return None;
        }
        let seoul = spots.iter().all(|(_, lat, lon)| (37.4..37.72).contains(lat) && (126.7..127.2).contains(lon));
        let shapes = if seoul { districts() } else { Vec::new() };
        let all = shapes.iter().flatten().copied().chain(spots.iter().map(|(_, lat, lon)| (*lon, *lat)));
        let bounds = all.fold((f64::MAX, f64::MAX, f64::MIN, f64::MIN), |(west, south, east, north), (lon, lat)| {
            (west.min(lon), south.min(lat), east.max(lon), north.max(lat))
        });
        let (west, south, east, north) = bounds;
        let narrow = f64::midpoint(south, north).to_radians().cos();
        let scale = 420.0 / ((east - west) * narrow).max(1e-3).max((north - south) * 1.2);
        let at = |lon: f64, lat: f64| (20.0 + (lon - west) * narrow * scale, 20.0 + (north - lat) * scale);
        let size = (40.0 + (east - west) * narrow * scale, 40.0 + (north - south) * scale);
        let mut svg = open(size, "경보의 위치 · where the alerts are");
        for shape in &shapes {
            let points: String = shape.iter().map(|(lon, lat)| at(*lon, *lat)).map(|(x, y)| format!("{x:.1},{y:.1} ")).collect();
            write!(svg, "<polygon class=\"land\" points=\"{points}\"/>").expect("text");
        }
        // Alerts whose marks would cover each other share one.
        let mut marks: Vec<((f64, f64), Vec<String>)> = Vec::new();
        for (rank, lat, lon) in &spots {
            let (x, y) = at(*lon, *lat);
            match marks.iter_mut().find(|((other_x, other_y), _)| (x - other_x).hypot(y - other_y) < 16.0) {
                Some((_, ranks)) => ranks.push(rank.to_string()),
                None => marks.push(((x, y), vec![rank.to_string()])),
            }
        }
        for ((x, y), ranks) in marks {
            let (ranks, half) = (ranks.join("·"), 3.0 + 6.0 * ranks.len() as f64);
            write!(
                svg,
                "<rect class=\"spot\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"18\" rx=\"9\"/><text class=\"rank\" x=\"{x:.1}\" y=\"{:.1}\">{ranks}</text>",
                x - half,
                y - 9.0,
                2.0 * half,
                y + 4.0
            )
            .expect("text");
        }
        Some(Self { svg: svg + "</svg>", borders: seoul })
    }
}

/// The rings of the districts, as longitude and latitude.
fn districts() -> Vec<Vec<(f64, f64)>> {
    let Ok(topology) = serde_json::from_str::<Topology>(DISTRICTS) else { return Vec::new() };
    let (scale, translate) = (topology.transform.scale, topology.transform.translate);
    let arc = |steps: &Vec<(f64, f64)>| -> Vec<(f64, f64)> {
        let mut at = (0.0, 0.0);
        let walk = steps.iter().map(|(x, y)| {
            at = (at.0 + x, at.1 + y);
            (at.0 * scale.0 + translate.0, at.1 * scale.1 + translate.1)
        });
        walk.collect()
    };
    let arcs: Vec<Vec<(f64, f64)>> = topology.arcs.iter().map(arc).collect();
    let ring = |places: &Vec<i64>| -> Vec<(f64, f64)> {
        let points = places.iter().flat_map(|place| {
            // A negative place is the arc ~place, walked backwards.
            let walked =
                usize::try_from(if *place < 0 { !*place } else { *place }).ok().and_then(|at| arcs.get(at)).cloned().unwrap_or_default();
            if *place < 0 { walked.into_iter().rev().collect() } else { walked }
        });
        points.collect()
    };
    let rings = |geometry: &Geometry| match &geometry.shape {
        Shape::Polygon(rings) => rings.iter().map(ring).collect::<Vec<_>>(),
        Shape::MultiPolygon(parts) => parts.iter().flatten().map(ring).collect(),
    };
    topology.objects.dong.geometries.iter().flat_map(rings).collect()
}
