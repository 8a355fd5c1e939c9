//! The order in which a pass takes its activities.
//!
//! An activity counts with its *effective* key: the largest key of its own and of all that come before it.
//! Taking the eligible activity with the smallest effective key first is the same as sorting by it.
//! So no queue is needed, only one sweep along the links and a radix sort that keeps the topological
//! order among equals.
//! Keys that agree with the order of the activities, as the times of any plan do, are their own effective
//! keys.

/// Room for ordering, used again by every pass.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    effective: Vec<u32>,
    half: Vec<u32>,
    rows: Vec<u32>,
    count: Vec<u32>,
}

/// Digits of more bits than this would make the counters larger than the sort is worth.
const DIGIT: u32 = 8;

impl Order {
    pub(super) fn new(size: usize) -> Self {
        Self {
            effective: vec![0; size],
            half: vec![0; size],
            rows: vec![0; size],
            count: vec![0; 2 << DIGIT],
        }
    }

    /// Orders rows by their effective key; `key` gives the key of a row and `before` the rows that it
    /// waits for, all of them smaller.
    pub(super) fn arrange<'a>(
        &mut self,
        key: impl Fn(usize) -> u32,
        before: impl Fn(usize) -> &'a [u32],
    ) -> &[u32] {
        let mut largest = 0;
        for row in 0..self.effective.len() {
            let mut effective = key(row);
            for &earlier in before(row) {
                effective = effective.max(self.effective[earlier as usize]);
            }
            self.effective[row] = effective;
            largest = largest.max(effective);
        }
        let digit = (u32::BITS - largest.leading_zeros()).div_ceil(2).max(1);
        if digit <= DIGIT {
            self.radix(digit);
        } else {
            self.compare();
        }
        &self.rows
    }

    /// Two stable passes over two digits.
    fn radix(&mut self, digit: u32) {
        let base = 1usize << digit;
        let mask = base - 1;
        let (low, high) = self.count[..2 * base].split_at_mut(base);
        low.fill(0);
        high.fill(0);
        for &effective in &self.effective {
            let effective = effective as usize;
            low[effective & mask] += 1;
            high[(effective >> digit) & mask] += 1;
        }
        let (mut below, mut above) = (0, 0);
        for (low, high) in low.iter_mut().zip(high.iter_mut()) {
            (below, *low) = (below + *low, below);
            (above, *high) = (above + *high, above);
        }
        for (row, &effective) in (0u32..).zip(&self.effective) {
            let place = &mut low[effective as usize & mask];
            self.half[*place as usize] = row;
            *place += 1;
        }
        for &row in &self.half {
            let place = &mut high[(self.effective[row as usize] as usize >> digit) & mask];
            self.rows[*place as usize] = row;
            *place += 1;
        }
    }

    /// For keys that are spread too far for counting.
    fn compare(&mut self) {
        for (row, place) in (0u32..).zip(&mut self.rows) {
            *place = row;
        }
        let effective = &self.effective;
        self.rows
            .sort_unstable_by_key(|&row| (effective[row as usize], row));
    }
}
