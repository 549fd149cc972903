//! Simulated conversations.
use crate::draw::{Draw, Purpose};
use crate::{Statement, Vote, Votes};

pub(crate) fn normal(d: &mut Draw) -> f64 { (-2.0 * (1.0 - d.unit()).ln()).sqrt() * (std::f64::consts::TAU * d.unit()).cos() }
pub(crate) fn blank(c: usize) -> Votes { Votes::new((0..c).map(|i| Statement { id: i.to_string(), ..Default::default() }).collect()) }

/// Independent votes.
pub(crate) fn independent(n: usize, c: usize, seen: f64, seed: u64) -> Votes {
    let d = &mut Draw::new(seed, Purpose::Route, 77);
    let p: Vec<f64> = (0..c).map(|_| d.unit()).collect();
    let mut v = blank(c);
    for i in 0..n { v.add_participant(i.to_string()); 
      let s = seen * 2.0 * d.unit();
      for (j, pj) in p.iter().enumerate() { if d.unit() < s { let u = d.unit(); v.set(i, j, Some(if u < 0.1 { Vote::Pass } else if d.unit() < *pj { Vote::Agree } else { Vote::Disagree })); } } }
    v
}
/// One cloud: a line (or two) of opinion, latent normal or uniform.
pub(crate) fn cloud(n: usize, c: usize, seen: f64, strength: f64, uniform: bool, seed: u64) -> Votes {
    let d = &mut Draw::new(seed, Purpose::Route, 78);
    let a: Vec<(f64, f64, f64)> = (0..c).map(|_| (normal(d) * strength, normal(d) * strength * 0.5, normal(d))).collect();
    let mut v = blank(c);
    for i in 0..n { v.add_participant(i.to_string());
      let mut z = || if uniform { (d.unit() - 0.5) * 12f64.sqrt() } else { normal(d) };
      let (z1, z2) = (z(), z());
      for (j, (a1, a2, b)) in a.iter().enumerate() { if d.unit() < seen { let y = a1 * z1 + a2 * z2 + b + normal(d); v.set(i, j, Some(if y > 0.1 { Vote::Agree } else if y < -0.1 { Vote::Disagree } else { Vote::Pass })); } } }
    v
}
/// Planted groups: each has its own chance of agreeing with each statement.
pub(crate) fn planted(sizes: &[usize], c: usize, seen: f64, noise: f64, seed: u64) -> (Votes, Vec<usize>) {
    let d = &mut Draw::new(seed, Purpose::Route, 79);
    let prof: Vec<Vec<bool>> = sizes.iter().map(|_| (0..c).map(|_| d.unit() < 0.5).collect()).collect();
    let mut v = blank(c); let mut g = vec![];
    for (k, &s) in sizes.iter().enumerate() { for _ in 0..s { let i = v.add_participant(g.len().to_string()); g.push(k);
      for j in 0..c { if d.unit() < seen { let u = d.unit(); let yes = prof[k][j] != (d.unit() < noise); v.set(i, j, Some(if u < 0.1 { Vote::Pass } else if yes { Vote::Agree } else { Vote::Disagree })); } } } }
    (v, g)
}
