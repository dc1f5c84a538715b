//! Times and memory, as the machine tells them. The fastest of several runs counts: whatever else the machine
//! does only ever adds.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The fastest of `runs`, each of `times` repetitions; for one repetition.
pub fn fastest<T>(runs: u32, times: u32, mut work: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..times {
                black_box(work());
            }
            start.elapsed() / times
        })
        .min()
        .unwrap_or_default()
}

/// How long one piece of work takes, and what comes of it.
pub fn once<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed(), result)
}

/// The memory this process holds, in bytes; zero where the system does not say.
pub fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}
