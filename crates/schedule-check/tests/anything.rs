//! A short run of what `make fuzz` runs for as long as one likes.

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_planner_takes_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        schedule_check::anything(&bytes);
    }
}
