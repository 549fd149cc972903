//! How many of each stratum: in proportion to weights, within a least and a most, in whole numbers.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive as _, Zero as _};

/// A stratum's claim.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// What it is in proportion to: its size (proportional), or size times standard deviation (Neyman 1934).
    pub(crate) weight: BigRational,
    /// What decides where nobody who is left has a weight: its size.
    pub(crate) size: u64,
    /// The least it gets.
    pub(crate) least: u64,
    /// The most it can give.
    pub(crate) most: u64,
}

/// For each claim the share in fractions and in whole numbers; they add up to `count`, which lies between the sums of all least and all most.
///
/// Whoever would get more than the most or less than the least is settled there and the rest is shared out again, so that shares are in
/// proportion wherever no bound holds them; then the largest remainders are rounded up (Hamilton), ties to the greater weight, then
/// to the earlier claim.
pub(crate) fn allocate(count: u64, claims: &[Claim]) -> Vec<(BigRational, u64)> {
    let mut settled: Vec<Option<u64>> = vec![None; claims.len()];
    let mut shares = proportions(count, claims, &settled);
    loop {
        let (mut over, mut under) = (BigRational::zero(), BigRational::zero());
        for (claim, share) in claims.iter().zip(&shares) {
            over += (share - whole(claim.most)).max(BigRational::zero());
            under += (whole(claim.least) - share).max(BigRational::zero());
        }
        if over.is_zero() && under.is_zero() {
            break;
        }
        for ((claim, share), settled) in claims.iter().zip(&shares).zip(&mut settled) {
            if over >= under && *share > whole(claim.most) {
                *settled = Some(claim.most);
            } else if over <= under && *share < whole(claim.least) {
                *settled = Some(claim.least);
            }
        }
        shares = proportions(count, claims, &settled);
    }
    round(count, claims, shares)
}

fn whole(number: u64) -> BigRational {
    BigRational::from_integer(BigInt::from(number))
}

fn proportions(count: u64, claims: &[Claim], settled: &[Option<u64>]) -> Vec<BigRational> {
    let free = || claims.iter().zip(settled).filter(|(_, settled)| settled.is_none()).map(|(claim, _)| claim);
    let left = whole(count) - settled.iter().flatten().map(|settled| whole(*settled)).sum::<BigRational>();
    let weights: BigRational = free().map(|claim| claim.weight.clone()).sum();
    let sizes: BigRational = free().map(|claim| whole(claim.size)).sum();
    let share = |claim: &Claim| {
        if weights.is_zero() { &left * whole(claim.size) / &sizes } else { &left * &claim.weight / &weights }
    };
    claims.iter().zip(settled).map(|(claim, settled)| settled.map_or_else(|| share(claim), whole)).collect()
}

fn round(count: u64, claims: &[Claim], shares: Vec<BigRational>) -> Vec<(BigRational, u64)> {
    let mut rounded: Vec<u64> = shares.iter().map(|share| share.floor().to_integer().to_u64().unwrap_or_default()).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let key = |at: &usize| (shares.get(*at).map(BigRational::fract), claims.get(*at).map(|claim| &claim.weight));
    order.sort_by(|a, b| key(b).cmp(&key(a)));
    let short = count.saturating_sub(rounded.iter().sum());
    for at in order.into_iter().take(usize::try_from(short).unwrap_or(usize::MAX)) {
        if let Some(number) = rounded.get_mut(at) {
            *number += 1;
        }
    }
    shares.into_iter().zip(rounded).collect()
}
