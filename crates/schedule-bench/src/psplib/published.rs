//! What others have published, and what we aim at.

use std::io::{self, Write};

use super::read::Set;

/// What we want to reach in a set, at the given column of the budgets (1,000, 5,000, 50,000).
pub(super) fn aim(set: Set, column: usize) -> f64 {
    match set {
        Set::J30 => [0.12, 0.04, 0.01][column],
        Set::J60 => [11.3, 10.9, 10.5][column],
        Set::J120 => [33.5, 32.2, 30.1][column],
    }
}

/// Schedules per second of a naive serial scheme with double justification on one thread, which is the
/// least we aim at.
pub(super) fn speed(set: Set) -> u32 {
    match set {
        Set::J30 => 700_000,
        Set::J60 => 305_000,
        Set::J120 => 123_000,
    }
}

/// The standard table.
pub(super) fn quality(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "
Published, 1,000 / 5,000 / 50,000 schedules:
                                    J30                 J60                   J120
  Debels & Vanhoucke 2007           0.12/0.04/0.02      11.31/10.95/10.68     33.55/32.18/30.69
  Goncalves et al. 2011             0.32/0.02/0.01      11.56/10.57/10.49     35.94/32.76/30.08
  Valls et al. 2008                 0.27/0.06/0.02      11.56/11.10/10.73     34.07/32.54/31.24
  Debels et al. 2006                0.27/0.11/0.01      11.73/11.10/10.71     35.22/33.10/31.57
  Kochetov & Stolyar 2003           0.10/0.04/0.00      11.71/11.17/10.74     34.74/33.36/32.06
  Wang & Fang 2012                  0.38/0.14/-         11.97/11.43/-         35.44/33.61/-
  Hartmann 2002                     0.38/0.22/0.08      12.21/11.70/11.21     37.19/35.39/33.21
  Kolisch & Drexl 1996              0.74/0.52/-         13.51/13.06/-         41.37/40.45/-
Sources: R. Kolisch, S. Hartmann, EJOR 174 (2006) 23-37, and the papers named; the rows of Wang & Fang and
the J120 columns for 1,000 and 5,000 schedules as printed in L. Wang, C. Fang, Computers & Operations
Research 39 (2012) 449-460; the rest from memory and not yet compared with the papers."
    )
}

/// Where the speeds beside ours come from.
pub(super) fn speeds(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Aim: a naive serial scheme with double justification, measured by us on a shared machine."
    )
}

/// Solvers with a limit of time.
pub(super) fn timed(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "
OR-Tools 9.15 CP-SAT on the same instances, one worker, measured by us on a shared machine:
  1 s: J30 0.05, J60 1.91, J120 7.55 %; 10 s: J30 0.00, J60 0.98, J120 5.76 %
Results file of PyJobShop/Experiments (L. Lan, 2024), all instances, 900 s, gaps computed by us:
  OR-Tools 0.00 / 0.13 / 1.47 %, CP Optimizer 0.00 / 0.09 / 0.96 %"
    )
}
