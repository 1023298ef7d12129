//! Reading and writing JSON: the types that the generator writes, and types of the same shape with serde's derives, over
//! the same bytes in one process.
//!
//! The contenders take turns, so that whatever else the machine does befalls both, and each turn is timed on its own.
//! Peaks are what is allocated at most beyond what was there before.

#![allow(clippy::print_stdout, reason = "the figures are printed side by side, which a series of averages is not")]

mod derived;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use runtime::codec::{Decode, Encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::measured;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What one of several does to be compared.
struct Contender<'c> {
    name: &'static str,
    run: Box<dyn Fn() + 'c>,
}

/// What was measured of one.
struct Figures {
    times: Vec<Duration>,
    peak: usize,
}

impl Figures {
    /// The time that so many of a hundred turns do not exceed.
    fn percentile(&self, percent: usize) -> Duration {
        self.times[(self.times.len() - 1) * percent / 100]
    }
}

fn main() {
    // `cargo test` asks each benchmark to run, too.
    let turns = if std::env::args().any(|argument| argument == "--bench") { 40 } else { 1 };
    println!("{:<44} {:>10} {:>23} {:>7} {:>11} {:>7}", "", "median", "10 % – 90 %", "", "peak", "");
    both::<measured::Tracks, derived::Tracks>("4,000 tracks", &tracks(4_000), turns);
    both::<measured::Vector, derived::Vector>("500,000 numbers", &vector(500_000), turns);
    both::<measured::Conversation, derived::Conversation>("6,000 alternatives", &conversation(6_000), turns);
    both::<measured::Token, derived::Token>("a token", TOKEN, turns);
}

/// Reads and writes a text as two types.
fn both<Ours, Serde>(title: &str, text: &str, turns: usize)
where
    Ours: Decode + Encode,
    Serde: DeserializeOwned + Serialize,
{
    let read = || runtime::received::json::<Ours>(text.as_bytes()).expect("what the document describes");
    let derived = || serde_json::from_slice::<Serde>(text.as_bytes()).expect("the same");
    let (value, other) = (read(), derived());
    let written = value.encode().to_text();
    let expected = serde_json::to_string(&other).expect("JSON");
    let value_of = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!(value_of(&written), value_of(&expected), "{title}: both hold the same");
    compare(
        &format!("{title}, {} KB, read", text.len() / 1_000),
        text.len(),
        turns,
        &[
            Contender { name: "serde", run: Box::new(|| drop(black_box(derived()))) },
            Contender { name: "generated", run: Box::new(|| drop(black_box(read()))) },
        ],
    );
    compare(
        &format!("{title}, written"),
        text.len(),
        turns,
        &[
            Contender { name: "serde", run: Box::new(|| drop(black_box(serde_json::to_vec(&other).expect("JSON")))) },
            Contender { name: "generated", run: Box::new(|| drop(black_box(value.encode().to_text()))) },
        ],
    );
}

/// Lets the contenders take turns and prints their figures; the first is what the others are compared with.
fn compare(title: &str, bytes: usize, turns: usize, contenders: &[Contender<'_>]) {
    // A turn is long enough for the clock.
    let repeats = (200_000 / bytes).max(1);
    let mut figures: Vec<Figures> = contenders.iter().map(|_| Figures { times: Vec::new(), peak: 0 }).collect();
    for turn in 0..=turns {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            let before = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            let begin = Instant::now();
            for _ in 0..repeats {
                (contender.run)();
            }
            let took = begin.elapsed() / u32::try_from(repeats).unwrap_or(u32::MAX);
            figures.peak = figures.peak.max(MEMORY.peak_usage().saturating_sub(before));
            // The first turn is there to warm up.
            if turn > 0 {
                figures.times.push(took);
            }
        }
    }
    figures.iter_mut().for_each(|figures| figures.times.sort());
    let first = &figures[0];
    for (contender, figures) in contenders.iter().zip(&figures) {
        let median = figures.percentile(50);
        let spread = format!("{} – {}", shown(figures.percentile(10)), shown(figures.percentile(90)));
        let time = median.as_secs_f64() / first.percentile(50).as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "a ratio that is shown with two digits")]
        let memory = figures.peak as f64 / first.peak.max(1) as f64;
        println!(
            "{:<44} {:>10} {:>23} {:>6.2}x {:>11} {:>6.2}x",
            format!("{title}: {}", contender.name),
            shown(median),
            spread,
            time,
            if figures.peak < 10_000 { format!("{} B", figures.peak) } else { format!("{} KB", figures.peak / 1_000) },
            memory,
        );
    }
}

fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1_000.0 { format!("{micros:.2} µs") } else { format!("{:.2} ms", micros / 1e3) }
}

/// A list of objects, as a catalogue of music answers.
fn tracks(count: usize) -> String {
    let mut items = String::new();
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let album = format!(
            r#"{{"id":"6a{at}","name":"Album {at}","release_date":"19{:02}-01-02","total_tracks":{},"images":[{{"url":"https://i.example/image/ab67616d0000b273{at}","width":640,"height":640}},{{"url":"https://i.example/image/ab67616d00001e02{at}","width":300,"height":300}},{{"url":"https://i.example/image/ab67616d00004851{at}","width":64,"height":64}}]}}"#,
            at % 100,
            at % 20,
        );
        let artist = |name: &str| {
            format!(
                r#"{{"id":"0T{at}","name":"{name} {at}","href":"https://api.example/v1/artists/0T{at}","uri":"music:artist:0T{at}"}}"#
            )
        };
        let _ = write!(
            items,
            r#"{comma}{{"id":"11d{at}","name":"Caf\u00e9 \"Müller\" {at}","href":"https://api.example/v1/tracks/11d{at}","uri":"music:track:11d{at}","preview_url":{},"duration_ms":{},"popularity":{},"disc_number":1,"explicit":{},"is_local":false,"available_markets":["AR","AU","AT","BE","BO","BR","BG","CA","CL","CO","CR","CY","CZ","DK","DO","DE","EC","EE","SV","FI","FR","GR","GT","HN","HK","HU","IS","IE","IT"],"artists":[{},{}],"album":{album},"external_ids":{{"isrc":"GBAYE{at:07}"}}}}"#,
            if at % 3 == 0 { "null".to_owned() } else { format!("\"https://p.example/mp3/{at}\"") },
            180_000 + at,
            at % 100,
            at % 7 == 0,
            artist("First"),
            artist("Second"),
        );
    }
    format!(r#"{{"href":"https://api.example/v1/tracks","total":{count},"next":null,"items":[{items}]}}"#)
}

/// One long vector, as a data base of vectors answers. The digits are those of a fraction that never repeats.
fn vector(count: usize) -> String {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut numbers = String::new();
    for at in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[allow(clippy::cast_precision_loss, reason = "any number will do")]
        let number = (seed >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0;
        let _ = write!(numbers, "{}{number}", if at == 0 { "" } else { "," });
    }
    format!(r#"{{"id":1,"vector":[{numbers}]}}"#)
}

/// Alternatives in alternatives, as a model of language answers.
fn conversation(count: usize) -> String {
    let mut items = String::new();
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let _ = match at % 3 {
            0 => write!(
                items,
                r#"{comma}{{"type":"message","id":"msg_{at}","content":[{{"type":"output_text","text":"Some sentences,\nwith a line break, of answer {at}."}},{{"type":"refusal","refusal":"not that one"}}]}}"#
            ),
            1 => write!(
                items,
                r#"{comma}{{"type":"function_call","id":"fc_{at}","name":"get_weather","arguments":"{{\"city\":\"Paris\",\"at\":{at}}}"}}"#
            ),
            _ => write!(
                items,
                r#"{comma}{{"type":"reasoning","id":"rs_{at}","summary":["First one thing.","Then another, {at}."]}}"#
            ),
        };
    }
    format!(r#"{{"id":"resp_1","output":[{items}]}}"#)
}

/// As a token endpoint answers (RFC 6749, 5.1, with its values).
const TOKEN: &str = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","scope":"read write"}"#;
