//! Quantile tables of the distributions that durations are drawn from.
//!
//! Drawing from a table with linear interpolation costs a lookup where the exact PERT needs two gamma variates. A PERT
//! duration is `low + (high − low) · Beta(1 + 4m, 5 − 4m)`, with `m` the place of the likely value between the ends
//! (Malcolm, Roseboom, Clark and Fazar, Operations Research 7, 1959; Vose, "Risk Analysis", 2008, for the modern form):
//! a family of one parameter, so that a grid of `m` serves all.

use std::sync::OnceLock;

/// Cells of a table.
pub(super) const CELLS: usize = 256;
/// Quantiles at 0, 1/256 … 1.
pub(super) type Table = [f32; CELLS + 1];

/// What a duration is drawn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Pert,
    Triangular,
}

/// Rows of the grid of `m`.
const ROWS: usize = 64;
/// Points of the integration.
const POINTS: usize = 2048;

/// Quantiles of a duration between `low` and `high`.
pub(super) fn table(shape: Shape, low: f64, likely: f64, high: f64) -> Table {
    let span = high - low;
    if span <= 0.0 {
        return [narrow(low); CELLS + 1];
    }
    let mode = ((likely - low) / span).clamp(0.0, 1.0);
    std::array::from_fn(|cell| {
        let share = match shape {
            Shape::Pert => pert(mode, cell),
            Shape::Triangular => triangular(mode, fraction(cell, CELLS)),
        };
        narrow(low + span * share)
    })
}

#[expect(clippy::cast_possible_truncation, reason = "days, to a hundredth at most")]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The quantile of the triangular distribution on 0 to 1 (closed form).
fn triangular(mode: f64, share: f64) -> f64 {
    if share < mode {
        (share * mode).sqrt()
    } else {
        1.0 - ((1.0 - share) * (1.0 - mode)).sqrt()
    }
}

/// The quantile of the PERT distribution on 0 to 1, between two rows of the grid.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mode lies between 0 and 1"
)]
fn pert(mode: f64, cell: usize) -> f64 {
    static GRID: OnceLock<Vec<Vec<f64>>> = OnceLock::new();
    let grid = GRID.get_or_init(|| (0..=ROWS).map(|row| quantiles(fraction(row, ROWS))).collect());
    let at = mode * fraction(ROWS, 1);
    let row = (at as usize).min(ROWS - 1);
    let part = at - fraction(row, 1);
    grid[row][cell] * (1.0 - part) + grid[row + 1][cell] * part
}

/// Quantiles of Beta(1 + 4m, 5 − 4m): the density added up by the trapezoidal rule, and read backwards.
fn quantiles(mode: f64) -> Vec<f64> {
    let density = |point: usize| {
        let x = fraction(point, POINTS);
        x.powf(4.0 * mode) * (1.0 - x).powf(4.0 - 4.0 * mode)
    };
    let mut sum = 0.0;
    let mut below = vec![0.0];
    for point in 0..POINTS {
        sum += f64::midpoint(density(point), density(point + 1));
        below.push(sum);
    }
    let mut point = 0;
    (0..=CELLS)
        .map(|cell| {
            let share = fraction(cell, CELLS) * sum;
            while point + 1 < POINTS && below[point + 1] < share {
                point += 1;
            }
            let step = below[point + 1] - below[point];
            let part = if step > 0.0 {
                (share - below[point]) / step
            } else {
                0.0
            };
            (fraction(point, 1) + part.clamp(0.0, 1.0)) / fraction(POINTS, 1)
        })
        .collect()
}

/// The quantiles of the standard normal distribution at the middle of 4,096 equal shares, and its distribution function
/// between −6 and 6, for durations that go together.
pub(super) struct Normal {
    quantile: Vec<f32>,
    below: Vec<f32>,
}

impl Normal {
    const SHARES: usize = 4096;
    const STEPS: usize = 3072;

    pub(super) fn get() -> &'static Self {
        static TABLES: OnceLock<Normal> = OnceLock::new();
        TABLES.get_or_init(|| {
            let z = |step: usize| -6.0 + 12.0 * fraction(step, Self::STEPS);
            let density = |step: usize| (-z(step) * z(step) / 2.0).exp();
            let mut sum = 0.0;
            let mut below = vec![0.0];
            for step in 0..Self::STEPS {
                sum += f64::midpoint(density(step), density(step + 1));
                below.push(sum);
            }
            let mut step = 0;
            let quantile = (0..Self::SHARES)
                .map(|share| {
                    let share = (fraction(share, 1) + 0.5) / fraction(Self::SHARES, 1) * sum;
                    while below[step + 1] < share {
                        step += 1;
                    }
                    let part = (share - below[step]) / (below[step + 1] - below[step]);
                    narrow(z(step) + part * 12.0 / fraction(Self::STEPS, 1))
                })
                .collect();
            Self {
                quantile,
                below: below.into_iter().map(|value| narrow(value / sum)).collect(),
            }
        })
    }

    /// A standard normal number from 32 random bits.
    pub(super) fn draw(&self, bits: u32) -> f32 {
        self.quantile[(bits >> 20) as usize]
    }

    /// The share below, as 32 bits.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the table"
    )]
    pub(super) fn share(&self, z: f32) -> u32 {
        let at = ((z + 6.0) / 12.0).clamp(0.0, 1.0) * 3072.0;
        let step = (at as usize).min(Self::STEPS - 1);
        let part = at - narrow(fraction(step, 1));
        let share = self.below[step] + (self.below[step + 1] - self.below[step]) * part;
        (f64::from(share) * f64::from(u32::MAX)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(table: &Table) -> f64 {
        let cells = table
            .windows(2)
            .map(|pair| f64::from(f32::midpoint(pair[0], pair[1])));
        cells.sum::<f64>() / 256.0
    }

    #[test]
    fn means_are_those_of_the_closed_forms() {
        for (low, likely, high) in [
            (2.0, 3.0, 10.0),
            (1.0, 1.0, 4.0),
            (5.0, 9.0, 9.0),
            (3.0, 3.0, 3.0),
            (10.0, 17.3, 61.9),
        ] {
            let pert = mean(&table(Shape::Pert, low, likely, high));
            let expected = (low + 4.0 * likely + high) / 6.0;
            assert!(
                (pert - expected).abs() < 2e-3 * (high - low + 1.0),
                "{low} {likely} {high}: {pert} {expected}"
            );
            let triangular = mean(&table(Shape::Triangular, low, likely, high));
            let expected = (low + likely + high) / 3.0;
            assert!(
                (triangular - expected).abs() < 2e-3 * (high - low + 1.0),
                "{low} {likely} {high}: {triangular}"
            );
        }
    }

    #[test]
    fn a_symmetric_pert_has_its_median_in_the_middle_and_known_quartiles() {
        let table = table(Shape::Pert, 0.0, 0.5, 1.0);
        assert!((table[CELLS / 2] - 0.5).abs() < 1e-4);
        // Beta(3, 3): the distribution function 6x⁵ − 15x⁴ + 10x³ is a quarter at 0.35944.
        assert!((table[CELLS / 4] - 0.35944).abs() < 2e-4, "{}", table[CELLS / 4]);
    }

    #[test]
    fn the_normal_goes_there_and_back() {
        let normal = Normal::get();
        for share in [1u32 << 24, 1 << 30, 1 << 31, u32::MAX - (1 << 26)] {
            let back = normal.share(normal.draw(share));
            let off = (f64::from(back) - f64::from(share)).abs() / f64::from(u32::MAX);
            assert!(off < 4e-4, "{share} {back}");
        }
        assert!((normal.draw(u32::MAX / 40 * 39) - 1.96).abs() < 0.01);
    }
}
