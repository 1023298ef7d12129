//! `cargo xtask explain CODE`: the long story of a diagnostic.

use std::process::ExitCode;

use anyhow::bail;
use codegen::diagnostic::{Code, nearest};

use crate::print;

/// Arguments of `cargo xtask explain`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A code such as E0201; all are listed if there is none
    code: Option<String>,
}

/// Prints what a code means, or all codes with their titles.
///
/// # Errors
///
/// When there is no such code.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(text) = &arguments.code else {
        for code in Code::ALL {
            print::line(format_args!("{}  {}", code.id(), code.title()))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    for text in story(text)? {
        print::line(text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The lines of a code's story.
fn story(text: &str) -> anyhow::Result<Vec<String>> {
    let Some(code) = Code::parse(text) else {
        match nearest(text, Code::ALL.iter().map(|code| code.id())) {
            Some(meant) => bail!("there is no code `{text}`: did you mean {meant}?"),
            None => bail!("there is no code `{text}`: `cargo xtask explain` lists them all"),
        }
    };
    let mut lines = vec![format!("{} ({}): {}", code.id(), code.severity(), code.title()), String::new()];
    lines.extend(wrapped(code.story()));
    lines.push(String::new());
    lines.extend(code.example().lines().map(|line| format!("    {line}")));
    Ok(lines)
}

fn wrapped(text: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(last) if last.is_empty() => last.push_str(word),
            Some(last) if last.chars().count() + 1 + word.chars().count() <= WIDTH => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_story_that_fits_a_terminal() {
        for code in Code::ALL {
            let lines = story(&code.id().to_lowercase()).unwrap();
            assert!(lines[0].starts_with(code.id()), "{code}");
            let story = lines.iter().take_while(|line| !line.starts_with("    "));
            assert!(story.clone().count() > 2 && story.clone().all(|line| line.chars().count() <= 100), "{code}");
            assert!(lines.last().is_some_and(|line| line.starts_with("    ")), "{code}");
        }
    }

    #[test]
    fn a_slip_is_recognised() {
        let error = story("E0210").unwrap_err().to_string();
        assert!(error.contains("did you mean E0"), "{error}");
    }
}
