//! How good and how fast the planner is, beside its peers.

mod psplib;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    psplib::tune(&args[1..]);
}
