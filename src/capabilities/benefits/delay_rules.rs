//! The cost of delay as pure arithmetic.
//!
//! The effects ahead are taken by month as they are forecast, each multiplied by (1 + growth)^(months from now ÷ 12).
//! A delay of k months moves the whole course of the forecast k months later, while the horizon ends where the forecast
//! ends: what then falls behind the horizon is lost, and what still lies within it meets the growth of its later month.
//! The cost is the sum without the delay less the sum with it. Between whole months it is interpolated on a straight line.

use chrono::NaiveDate;

/// Days of a month, on average over the 400 years of the calendar (146,097 days in 4,800 months).
const DAYS_OF_A_MONTH: f64 = 30.436_875;

/// By how many months an end lies after the target, or after today where the target is past; none where it is not
/// later. The effects that are moved lie ahead, so what was late before today must not move them again.
#[expect(clippy::cast_precision_loss, reason = "days between dates")]
pub(super) fn months_late(target: NaiveDate, today: NaiveDate, end: NaiveDate) -> f64 {
    (end - target.max(today)).num_days().max(0) as f64 / DAYS_OF_A_MONTH
}

/// By what an effect has grown after so many months.
#[expect(clippy::cast_precision_loss, reason = "months of a forecast")]
fn grown(percent_per_year: f64, months: usize) -> f64 {
    (1.0 + percent_per_year / 100.0).powf(months as f64 / 12.0)
}

/// The cost of whole months of delay. `effects` are by month from now on, without gaps.
pub(super) fn cost_of_months(effects: &[f64], percent_per_year: f64, delay: usize) -> f64 {
    let grown = |month| grown(percent_per_year, month);
    let months = effects.iter().enumerate();
    let undelayed: f64 = months.clone().map(|(month, effect)| effect * grown(month)).sum();
    let horizon = effects.len();
    let delayed: f64 = months
        .take(horizon.saturating_sub(delay))
        .map(|(month, effect)| effect * grown(month + delay))
        .sum();
    undelayed - delayed
}

/// The cost of any delay.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the horizon"
)]
pub(super) fn cost_of_delay(effects: &[f64], percent_per_year: f64, delay: f64) -> f64 {
    let whole = delay.clamp(0.0, 10_000.0).floor();
    let rest = delay.clamp(0.0, 10_000.0) - whole;
    let below = cost_of_months(effects, percent_per_year, whole as usize);
    if rest == 0.0 {
        return below;
    }
    let above = cost_of_months(effects, percent_per_year, whole as usize + 1);
    below + (above - below) * rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn close(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
            "{found} is not {expected}"
        );
    }

    #[test]
    fn worked_by_hand() {
        // A ramp to 40 a month over six months: 10, 20, 30, 40, 40, 40.
        let ramp = [10.0, 20.0, 30.0, 40.0, 40.0, 40.0];
        // Without growth each month of delay loses one more month at the end of the horizon.
        for (months, expected) in [
            (0, 0.0),
            (1, 40.0),
            (2, 80.0),
            (3, 120.0),
            (4, 150.0),
            (5, 170.0),
            (6, 180.0),
            (9, 180.0),
        ] {
            close(cost_of_months(&ramp, 0.0, months), expected);
        }
        close(cost_of_delay(&ramp, 0.0, 1.25), 50.0);
        close(cost_of_delay(&ramp, 0.0, -3.0), 0.0);
        // 24 months of 100 that grow by 21 percent a year, one year later: the first twelve months' worth is not
        // had, and the other twelve are those that begin anew. Σ(0..24) − Σ(12..24) = Σ(0..12) of 100 · 1.21^(m ÷ 12).
        let even = [100.0; 24];
        let first: f64 = (0..12)
            .map(|month| 100.0 * 1.21_f64.powf(f64::from(month) / 12.0))
            .sum();
        close(cost_of_months(&even, 21.0, 12), first);
        // Two months of 100 at 21 percent, one month late: 100 + 100·1.21^(1/12) − 100·1.21^(1/12) = 100.
        close(cost_of_months(&[100.0, 100.0], 21.0, 1), 100.0);
        // An effect that begins in the second month, one month late, falls behind the horizon altogether.
        close(cost_of_months(&[0.0, 60.0], 0.0, 1), 60.0);
        close(cost_of_months(&[], 5.0, 3), 0.0);
    }

    #[test]
    fn months_between_days() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        // target, today, end → days that are late
        let cases = [
            ("2026-12-31", "2026-11-02", "2026-12-01", 0.0),
            ("2026-12-31", "2026-11-02", "2026-12-31", 0.0),
            ("2026-12-01", "2026-11-02", "2026-12-31", 30.0),
            // Past already, by two years: only what is still to come is late.
            ("2024-11-02", "2026-11-02", "2027-01-31", 90.0),
            ("2026-11-01", "2026-11-02", "2026-11-02", 0.0),
            // The day of the target itself.
            ("2026-11-02", "2026-11-02", "2026-11-12", 10.0),
        ];
        for (target, today, end, days) in cases {
            close(months_late(day(target), day(today), day(end)), days / 30.436_875);
        }
        let year = months_late(day("2026-01-01"), day("2025-01-01"), day("2030-01-01"));
        assert!((year - 48.0).abs() < 0.01);
        // Two years behind the target with 100 a month for a year ahead, and three months to go: three are lost, not all.
        let late = months_late(day("2024-11-02"), day("2026-11-02"), day("2027-02-01"));
        assert!((cost_of_delay(&[100.0; 12], 0.0, late) - 300.0).abs() < 2.0);
    }

    proptest! {
        #[test]
        fn later_never_costs_less_where_effects_rise(steps in prop::collection::vec(0.0f64..1e6, 1..40), growth in 0.0f64..20.0, delay in 0usize..45) {
            let mut level = 0.0;
            let rising: Vec<f64> = steps.iter().map(|step| { level += step; level }).collect();
            let (now, next) = (cost_of_months(&rising, 0.0, delay), cost_of_months(&rising, 0.0, delay + 1));
            prop_assert!(next >= now - 1e-6 * now.abs().max(1.0));
            // The whole is what is lost at most.
            let whole = cost_of_months(&rising, growth, rising.len());
            prop_assert!(cost_of_months(&rising, growth, delay) <= whole + 1e-6 * whole.abs().max(1.0));
        }

        #[test]
        fn costs_add_up_over_benefits(one in prop::collection::vec(-1e6f64..1e6, 12), two in prop::collection::vec(-1e6f64..1e6, 12), growth in -20.0f64..20.0, delay in 0.0f64..14.0) {
            let both: Vec<f64> = one.iter().zip(&two).map(|(one, two)| one + two).collect();
            let apart = cost_of_delay(&one, growth, delay) + cost_of_delay(&two, growth, delay);
            prop_assert!((cost_of_delay(&both, growth, delay) - apart).abs() < 1e-3);
        }
    }
}
