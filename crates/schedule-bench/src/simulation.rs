//! The simulation beside the loop that it cannot be faster than: PERT from a quantile table and a forward pass, without
//! any percentile.

use crate::{Table, best_of, draw, network};
use schedule::{Estimate, Network, Plan, Question, forecast};
use std::hint::black_box;
use std::io::{self, Write};

const LANES: usize = 16;
const CELLS: usize = 256;

/// Samples and a forward pass, and nothing kept but the mean end.
fn bare(plan: &Plan, samples: usize) -> f32 {
    let count = plan.activities.len();
    // The same shape for all, as a table of 257 quantiles between the ends of each.
    let table: Vec<[f32; CELLS + 1]> = plan
        .activities
        .iter()
        .map(|one| {
            #[expect(clippy::cast_possible_truncation, reason = "days")]
            let (low, high) = (one.duration.low as f32, one.duration.high as f32);
            #[expect(clippy::cast_precision_loss, reason = "small")]
            std::array::from_fn(|cell| low + (high - low) * (cell as f32 / CELLS as f32))
        })
        .collect();
    let mut before: Vec<Vec<u32>> = vec![Vec::new(); count];
    let order = Network::new(plan).expect("a valid plan").order().to_vec();
    for link in &plan.links {
        before[link.to as usize].push(link.from);
    }
    let mut finish = vec![[0f32; LANES]; count];
    let mut random = draw::Draw::new(1);
    let mut sum = 0.0;
    for _ in 0..samples / LANES {
        let mut ends = [0f32; LANES];
        for node in &order {
            let node = *node as usize;
            let mut start = [0f32; LANES];
            for other in &before[node] {
                let other = &finish[*other as usize];
                for lane in 0..LANES {
                    start[lane] = start[lane].max(other[lane]);
                }
            }
            for (lane, start) in start.iter().enumerate() {
                let bits = random.bits();
                let cell = (bits >> 24) as usize;
                #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
                let part = (bits & 0x00ff_ffff) as f32 / 16_777_216.0;
                let days = table[node][cell] + (table[node][cell + 1] - table[node][cell]) * part;
                finish[node][lane] = start + days;
                ends[lane] = ends[lane].max(finish[node][lane]);
            }
        }
        sum += ends.iter().sum::<f32>();
    }
    sum
}

/// Prints the table.
pub fn print(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nForecast: 10,000 PERT samples, percentiles, criticality and sensitivity of every milestone; best of 5\n\
         (bare loop: table look-up and forward pass alone; numpy on one thread took 508 ms for the sampling of 10,000 × 1,000,\n\
         and Full Monte's page claims 3,614 tasks × 1,000 samples in about 30 s)"
    )?;
    let mut table = Table::new(&[
        "activities",
        "1 thread, ms",
        "2 threads, ms",
        "bare, ms",
        "ratio",
        "M samples/s",
    ]);
    for count in [200, 1_000, 10_000] {
        let mut plan = network::plan(count);
        for one in &mut plan.activities {
            let likely = one.duration.likely;
            one.duration = Estimate {
                low: (likely * 0.7).max(0.5),
                likely,
                high: likely * 2.0,
            };
        }
        let network = Network::new(&plan).expect("a valid plan");
        let runs = if count > 1_000 { 2 } else { 5 };
        let ask = |threads| {
            let question = Question {
                most: 10_000,
                threads,
                ..Question::default()
            };
            forecast(&plan, &network, &question, |_| true)
        };
        assert_eq!(ask(1), ask(2), "the answer does not depend on the threads");
        let one = best_of(runs, || black_box(ask(1)).passes);
        let two = best_of(runs, || black_box(ask(2)).passes);
        let loops = best_of(runs, || black_box(bare(&plan, 10_000)));
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = count as f64 * 10_000.0 / one / 1_000.0;
        table.row(&[
            format!("{count}"),
            format!("{one:.1}"),
            format!("{two:.1}"),
            format!("{loops:.1}"),
            format!("{:.2}", one / loops),
            format!("{rate:.1}", rate = rate / 1_000.0),
        ]);
    }
    table.print(out)
}
