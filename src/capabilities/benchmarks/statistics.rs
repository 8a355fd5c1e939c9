//! Quantiles that rest on every member of a group, and the trend of a short series. Pure.

use puruspe::betai;

/// The quantile by Harrell and Davis, "A new distribution-free quantile estimator", Biometrika 69(3), 1982, 635–640:
/// a mean of all values in rising order, weighted by the Beta distribution with parameters (n+1)p and (n+1)(1−p).
///
/// Unlike a quantile that picks one or two values, no figure is the value of a single member, nor of fewer than all.
#[expect(clippy::cast_precision_loss, reason = "organisers are far fewer than 2^53")]
pub(super) fn quantile(rising: &[f64], p: f64) -> Option<f64> {
    let count = rising.len() as f64;
    if rising.is_empty() {
        return None;
    }
    let (a, b) = ((count + 1.0) * p, (count + 1.0) * (1.0 - p));
    let mut before = 0.0;
    let mut sum = 0.0;
    for (at, value) in rising.iter().enumerate() {
        let upto = betai(a, b, (at + 1) as f64 / count);
        sum += (upto - before) * value;
        before = upto;
    }
    Some(sum)
}

/// A trend: the change for each step, with the interval that holds it at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trend {
    pub(super) slope: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// So many points at least make a trend: with fewer, the interval of 95 % does not exist.
pub(super) const FEWEST_POINTS: usize = 5;

/// The median of the slopes between all pairs of points (Theil, Proc. Kon. Ned. Akad. v. Wetensch. A 53, 1950), with the
/// interval of Sen, "Estimates of the regression coefficient based on Kendall's tau", J. Am. Stat. Assoc. 63, 1968,
/// 1379–1389, by the normal approximation of Kendall's statistic. Resists single wild points, and supposes no distribution.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "series are short"
)]
pub(super) fn theil_sen(points: &[(f64, f64)]) -> Option<Trend> {
    let count = points.len();
    if count < FEWEST_POINTS {
        return None;
    }
    let mut slopes = Vec::new();
    for (at, (x, y)) in points.iter().enumerate() {
        for (later, value) in &points[at + 1..] {
            if (later - x).abs() > f64::EPSILON {
                slopes.push((value - y) / (later - x));
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let pairs = slopes.len();
    if pairs == 0 {
        return None;
    }
    let middle = pairs / 2;
    let slope = if pairs % 2 == 1 {
        *slopes.get(middle)?
    } else {
        f64::midpoint(*slopes.get(middle.checked_sub(1)?)?, *slopes.get(middle)?)
    };
    let n = count as f64;
    let spread = 1.959_963_985 * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    // Sen's M1, counted from one; the upper end lies as far from the other side.
    let lower = (((pairs as f64 - spread) / 2.0).floor().max(1.0) as usize - 1).min((pairs - 1) / 2);
    Some(Trend {
        slope,
        low: slopes[lower],
        high: slopes[pairs - 1 - lower],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(one: f64, other: f64, within: f64) -> bool {
        (one - other).abs() < within
    }

    #[test]
    fn a_median_of_an_even_ladder_is_its_middle() {
        let ladder: Vec<f64> = (1..=9).map(f64::from).collect();
        assert!(near(quantile(&ladder, 0.5).expect("values"), 5.0, 1e-9));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn theil_sen_finds_a_line_and_says_how_sure_it_is() {
        let line: Vec<(f64, f64)> = (0..8)
            .map(|x| (f64::from(x), 1.0 + 0.25 * f64::from(x)))
            .collect();
        let found = theil_sen(&line).expect("enough");
        assert!(
            near(found.slope, 0.25, 1e-12) && near(found.low, 0.25, 1e-12) && near(found.high, 0.25, 1e-12)
        );
        // One wild point moves nothing.
        let mut wild = line.clone();
        wild[3].1 = 50.0;
        assert!(near(theil_sen(&wild).expect("enough").slope, 0.25, 1e-9));
        // To and fro: the interval holds nought.
        let flat: Vec<(f64, f64)> = (0..8).map(|x| (f64::from(x), f64::from(x % 2))).collect();
        let found = theil_sen(&flat).expect("enough");
        assert!(found.low < 0.0 && found.high > 0.0, "{found:?}");
        assert_eq!(theil_sen(&line[..FEWEST_POINTS - 1]), None);
    }

    proptest! {
        #[test]
        fn quantiles_are_in_order_and_rest_on_everybody(mut values in proptest::collection::vec(0.0_f64..1.0, 5..30), at in 0_usize..30, by in 0.05_f64..0.5) {
            values.sort_by(f64::total_cmp);
            let of = |values: &[f64], p| quantile(values, p).expect("values");
            let (low, middle, high) = (of(&values, 0.25), of(&values, 0.5), of(&values, 0.75));
            prop_assert!(low <= middle + 1e-9 && middle <= high + 1e-9);
            prop_assert!(low >= values[0] - 1e-9 && high <= values[values.len() - 1] + 1e-9);
            // Every member's value has a part in the median: moving the top or any other up moves it.
            let at = at % values.len();
            let mut moved = values.clone();
            for value in &mut moved[at..] {
                *value += by;
            }
            prop_assert!(of(&moved, 0.5) > middle);
        }

        #[test]
        fn the_slope_lies_in_its_interval(values in proptest::collection::vec(-5.0_f64..5.0, 5..20)) {
            let points: Vec<(f64, f64)> = (0_u32..).zip(values).map(|(x, y)| (f64::from(x), y)).collect();
            let found = theil_sen(&points).expect("enough");
            prop_assert!(found.low <= found.slope + 1e-12 && found.slope <= found.high + 1e-12);
        }
    }
}
