//! Nothing but benchmarks, which stand in `benches/`: they are measured, never tested.
