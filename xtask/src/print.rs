//! What the tasks print. Results go to standard output, problems to standard error; each is coloured
//! only where it is a terminal (and `NO_COLOR` is not set).

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use console::{Style, style};
use indicatif::ProgressBar;

/// Prints a line of the result.
///
/// # Errors
///
/// When standard output is closed, for example because the reader of a pipe has gone.
pub fn line(text: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Prints a note for the user that is no part of the result. That it cannot be shown is no failure.
pub fn note(text: impl std::fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a note, unless there is nothing to say.
pub fn note_if_any(text: &str) {
    if !text.is_empty() {
        note(text);
    }
}

/// Prints why a task failed, with everything that led to it.
pub fn error(error: &anyhow::Error) {
    note(format_args!("{} {error:#}", style("error:").for_stderr().red().bold()));
}

/// Whether standard error shows colours.
pub fn stderr_has_colors() -> bool {
    console::colors_enabled_stderr()
}

/// Prints a unified diff.
///
/// # Errors
///
/// When standard output is closed.
pub fn diff(diff: &str) -> io::Result<()> {
    for text in diff.lines() {
        let color = match text.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::new().bold(),
            [b'+', ..] => Style::new().green(),
            [b'-', ..] => Style::new().red(),
            [b'@', ..] => Style::new().cyan(),
            _ => Style::new(),
        };
        line(color.apply_to(text))?;
    }
    Ok(())
}

/// A spinner with the name of the present step. It appears on a terminal alone, and only once the
/// work has taken so long that a user may wonder.
pub struct Spinner {
    bar: ProgressBar,
    started: Instant,
}

impl Spinner {
    const PATIENCE: Duration = Duration::from_millis(400);

    /// A spinner that is not yet seen.
    pub fn start() -> Self {
        Self { bar: ProgressBar::new_spinner(), started: Instant::now() }
    }

    /// Names the present step.
    pub fn step(&self, text: &str) {
        if self.started.elapsed() >= Self::PATIENCE {
            self.show(text);
        }
    }

    /// Names a step that is known to take long.
    pub fn show(&self, text: &str) {
        self.bar.set_message(text.to_owned());
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
