//! Chance from a seed.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Numbers that only the seed decides
/// (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021) 36).
#[derive(Debug, Clone)]
pub(super) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A whole number from 0 up to but not including `end`; 0 when `end` is 0.
    ///
    /// Multiplied rather than divided (D. Lemire, ACM TOMACS 29 (2019) 3); the bias is below 2^-32 x `end`.
    #[inline]
    pub(super) fn below(&mut self, end: usize) -> usize {
        let high = (u128::from(self.0.next_u64()) * (end as u128)) >> 64;
        usize::try_from(high).expect("below an end that is a usize")
    }

    /// A number from 0 to 1, both exclusive.
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.0.next_u64() >> 32).expect("the upper half of 64 bits");
        (f64::from(bits) + 0.5) / 4_294_967_296.0
    }

    /// A number of the standard Gumbel distribution.
    pub(super) fn gumbel(&mut self) -> f64 {
        -(-self.unit().ln()).ln()
    }
}
