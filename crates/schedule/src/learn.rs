//! What finished work teaches about estimates: how long it took, compared with what was thought.

/// Finished work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    /// Working days that were estimated (the mean of the estimate).
    pub estimated: f64,
    /// Working days that it took.
    pub actual: f64,
}

/// A correction on offer. It is never applied by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// The median of actual ÷ estimated: multiply an estimate by it.
    pub factor: f64,
    /// The interval in which the median of all such work lies with at least 95 per cent confidence; `None` where there
    /// is too little finished work for one.
    pub within: Option<(f64, f64)>,
    /// How many pieces of work it rests on.
    pub samples: usize,
}

/// The correction that finished work suggests; `None` without any that was estimated at more than nothing. The median
/// and its interval from order statistics need no distribution (Conover, "Practical Nonparametric Statistics", 1999,
/// section 3.2), since a few overruns are far larger than the rest.
pub fn correction(finished: &[Finished]) -> Option<Correction> {
    let known = finished
        .iter()
        .filter(|one| one.estimated > 0.0 && one.actual >= 0.0 && one.actual.is_finite());
    let mut ratios: Vec<f64> = known.map(|one| one.actual / one.estimated).collect();
    ratios.sort_by(f64::total_cmp);
    let samples = ratios.len();
    let middle = ratios.get(samples / 2)?;
    let factor = if samples.is_multiple_of(2) {
        f64::midpoint(ratios[samples / 2 - 1], *middle)
    } else {
        *middle
    };
    Some(Correction {
        factor,
        within: rank(samples).map(|rank| (ratios[rank], ratios[samples - 1 - rank])),
        samples,
    })
}

/// How many values may be left out at each end so that the median still lies between with 95 per cent confidence: the
/// tail of a fair coin thrown `samples` times.
fn rank(samples: usize) -> Option<usize> {
    let mut probability = 0.5_f64.powi(i32::try_from(samples).ok().filter(|count| *count < 1000)?);
    let (mut below, mut rank) = (0.0, None);
    for left_out in 0..samples {
        below += probability;
        if below > 0.025 {
            break;
        }
        rank = Some(left_out);
        let (done, left) = (left_out + 1, samples - left_out);
        probability *=
            f64::from(u32::try_from(left).unwrap_or(1)) / f64::from(u32::try_from(done).unwrap_or(1));
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_offered_with_what_it_rests_on() {
        let took = |actual: f64| Finished {
            estimated: 10.0,
            actual,
        };
        assert_eq!(correction(&[]), None);
        assert_eq!(
            correction(&[Finished {
                estimated: 0.0,
                actual: 3.0
            }]),
            None
        );
        let few = correction(&[took(12.0), took(30.0), took(14.0)]).expect("some");
        assert_eq!((few.factor, few.within, few.samples), (1.4, None, 3));
        // Six values are the fewest for an interval: 2 · (1/2)⁶ = 3.1 per cent lies outside their range.
        let six: Vec<Finished> = [8.0, 9.0, 11.0, 13.0, 20.0, 40.0].map(took).to_vec();
        let six = correction(&six).expect("some");
        assert!((six.factor - 1.2).abs() < 1e-9);
        assert_eq!(six.within, Some((0.8, 4.0)));
        // Of twenty the sixth from either end (Conover's table A3).
        let twenty: Vec<Finished> = (1..=20).map(|day| took(f64::from(day))).collect();
        assert_eq!(correction(&twenty).expect("some").within, Some((0.6, 1.5)));
    }
}
