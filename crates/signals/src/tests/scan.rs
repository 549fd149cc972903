//! The scan against brute force over every zone and duration, its zones, its p-values.

use std::collections::BTreeSet;

use super::shared::file;
use crate::textbook::{Centroids, Gumbel, Scan, Table, Zones, scan};

/// Seven areas: two clusters and one apart; three weeks, newest first.
const POINTS: [(f64, f64); 7] = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.5), (10.0, 10.0), (11.0, 10.0), (10.0, 12.0), (5.0, 30.0)];

fn counts() -> Vec<Vec<u32>> {
    vec![vec![2, 3, 1, 9, 8, 1, 0], vec![1, 2, 2, 7, 9, 2, 3], vec![3, 1, 0, 2, 1, 1, 4]]
}

fn baselines() -> Vec<Vec<f64>> {
    vec![vec![2.0, 2.5, 1.0, 3.0, 2.0, 1.5, 2.0]; 3]
}

/// Every zone as a set, from the definition: area a is within the k nearest of c.
fn all_zones(points: &[(f64, f64)], k: usize) -> BTreeSet<BTreeSet<usize>> {
    let far = |a: usize, b: usize| (points[a].0 - points[b].0).hypot(points[a].1 - points[b].1);
    let mut zones = BTreeSet::new();
    for centre in 0..points.len() {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| far(centre, *a).total_cmp(&far(centre, *b)));
        for size in 1..=k {
            zones.insert(order.iter().copied().take(size).collect());
        }
    }
    zones
}

#[test]
fn the_scan_finds_what_brute_force_finds() {
    let (counts, baselines) = (counts(), baselines());
    for k in 1..=7 {
        let mut best = (0.0, BTreeSet::new(), 0, 0);
        for zone in all_zones(&POINTS, k) {
            for duration in 1..=3 {
                let sum: u32 = counts.iter().take(duration).map(|week| zone.iter().map(|area| week[*area]).sum::<u32>()).sum();
                let base: f64 = baselines.iter().take(duration).map(|week| zone.iter().map(|area| week[*area]).sum::<f64>()).sum();
                let c = f64::from(sum);
                let score = if c > base { c * (c / base).ln() + base - c } else { 0.0 };
                if score > best.0 {
                    best = (score, zone.clone(), duration, u64::from(sum));
                }
            }
        }
        let zones = Zones::nearest(&POINTS, k);
        assert_eq!(zones.len(), all_zones(&POINTS, k).len(), "k = {k}");
        let input = Scan { zones: &zones, counts: &counts, baselines: &baselines, replicates: 199, seed: 1 };
        let result = scan(&input).unwrap();
        let first = &result.clusters[0];
        assert!((first.score - best.0).abs() < 1e-9, "k = {k}: {} not {}", first.score, best.0);
        assert_eq!((first.areas.iter().copied().collect(), first.duration, first.observed), (best.1, best.2, best.3));
        assert!((first.relative_risk - first.observed as f64 / first.expected).abs() < 1e-12);
        let above = result.replicates.iter().filter(|score| **score > first.score).count();
        assert_eq!(first.p_monte_carlo, (1 + above) as f64 / 200.0);
        // Clusters share no area, and go down.
        let areas: Vec<usize> = result.clusters.iter().flat_map(|cluster| cluster.areas.clone()).collect();
        assert_eq!(areas.len(), areas.iter().collect::<BTreeSet<_>>().len());
        assert!(result.clusters.windows(2).all(|two| two[0].score >= two[1].score));
        assert_eq!(scan(&input).unwrap(), result, "the same seed gives the same");
    }
}

/// Under chance the Monte Carlo p is uniform, and the Gumbel p of a scan of many zones within half of its level.
#[test]
fn p_values_hold_under_chance() {
    let points: Vec<(f64, f64)> = (0..64).map(|at| (f64::from(at % 8), f64::from(at / 8) * 1.1)).collect();
    let (zones, baselines) = (Zones::nearest(&points, 5), vec![vec![3.0; 64]; 3]);
    // The replicates of another seed are themselves scans of counts under chance.
    let none = vec![vec![0; 64]; 3];
    let run = |seed: u64| scan(&Scan { zones: &zones, counts: &none, baselines: &baselines, replicates: 3000, seed }).unwrap();
    let (one, other) = (run(1), run(2));
    let (gumbel, mut sorted) = (one.gumbel.unwrap(), one.replicates.clone());
    sorted.sort_by(f64::total_cmp);
    let monte_carlo = |score: f64| (1 + sorted.len() - sorted.partition_point(|replicate| *replicate <= score)) as f64 / 3001.0;
    for level in [0.5, 0.1, 0.05, 0.01] {
        let share = |p: &dyn Fn(f64) -> f64| other.replicates.iter().filter(|score| p(**score) <= level).count() as f64 / 3000.0;
        let (exact, fitted) = (share(&monte_carlo), share(&|score| gumbel.above(score)));
        println!("level {level}: Monte Carlo {exact}, Gumbel {fitted}");
        assert!((exact - level).abs() < 0.005 + 0.2 * level, "{level}: {exact}");
        assert!((fitted - level).abs() < 0.5 * level, "{level}: {fitted}");
    }
    assert!(one.clusters.is_empty());
}

#[test]
fn gumbel_is_fitted_by_likelihood() {
    // Quantiles of Gumbel(3, 2) at (i - 1/2) / n.
    let values: Vec<f64> = (0..5000).map(|i| 3.0 - 2.0 * (-((f64::from(i) + 0.5) / 5000.0).ln()).ln()).collect();
    let fitted = Gumbel::fit(&values).unwrap();
    assert!((fitted.location - 3.0).abs() < 0.01 && (fitted.scale - 2.0).abs() < 0.01, "{fitted:?}");
    // P(X > 3) = 1 - 1/e; far out it is exp(-(x - 3) / 2).
    let known = Gumbel { location: 3.0, scale: 2.0 };
    assert!((known.above(3.0) - (1.0 - (-1.0_f64).exp())).abs() < 1e-12);
    assert!((known.above(103.0) / (-50.0_f64).exp() - 1.0).abs() < 1e-9);
    assert_eq!(Gumbel::fit(&[]), None);
    assert_eq!(Gumbel::fit(&[2.0; 9]), None);
}

#[test]
fn tables_of_unequal_shape_are_refused() {
    let zones = Zones::nearest(&POINTS, 3);
    let (counts, baselines) = (counts(), baselines());
    let refused = |counts: &[Vec<u32>], baselines: &[Vec<f64>], replicates| {
        scan(&Scan { zones: &zones, counts, baselines, replicates, seed: 1 }).unwrap_err().en
    };
    assert!(refused(&counts[..2], &baselines, 9).contains("same weeks"));
    assert!(refused(&[], &[], 9).contains("same weeks"));
    assert!(refused(&counts, &[vec![0.0; 7], vec![1.0; 7], vec![1.0; 7]], 9).contains("above 0"));
    assert!(refused(&counts, &[vec![f64::NAN; 7], vec![1.0; 7], vec![1.0; 7]], 9).contains("above 0"));
    assert!(refused(&counts, &baselines, 1_000_001).contains("1000000"));
}

#[test]
fn eight_neighbours_of_77_areas_make_567_zones() {
    let Some(path) = file("complaints-311/chicago_area_centroids.csv") else { return };
    let centroids = Centroids::read(&Table::read("centroids", &std::fs::read(path).unwrap()).unwrap()).unwrap();
    assert_eq!((centroids.points.len(), Zones::nearest(&centroids.points, 8).len()), (77, 567));
}
