//! A process that keeps tokens, for tests to kill and to pause.
//!
//! Its first argument is a file that says how it is set up ([`tests::keeping::Setup`]). With `storm` as the second
//! it refreshes all accounts again and again and prints every token that it would have handed out; else it reads
//! accounts from its standard input, a line each, and answers each with a line.

use std::io::{BufRead as _, Write as _};

use tests::keeping::{Keepers, Setup};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let setup = Setup::read(arguments.next().expect("a file"));
    let keepers = setup.keepers().await;
    if arguments.next().as_deref() == Some("storm") {
        storm(&setup, &keepers).await;
    } else {
        serve(&keepers).await;
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: it is over.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

async fn storm(setup: &Setup, keepers: &Keepers) {
    for account in keepers.recover().await {
        say(&format!("lost {account}"));
        keepers.authorize_again(&account).await;
    }
    say("ready");
    let mut tasks = tokio::task::JoinSet::new();
    for account in setup.accounts.clone() {
        let keepers = keepers.clone();
        tasks.spawn(async move {
            loop {
                match keepers.refresh(&account).await {
                    Ok(token) => say(&format!("token {account} {token}")),
                    Err(error) => say(&format!("error {account} {error}")),
                }
            }
        });
    }
    tasks.join_all().await;
}

async fn serve(keepers: &Keepers) {
    say("ready");
    let (lines, mut accounts) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = accounts.recv().await {
        let keepers = keepers.clone();
        tokio::spawn(async move {
            let outcome = match line.strip_prefix("refresh ") {
                Some(account) => keepers.refresh(account).await,
                None => keepers.token(&line).await,
            };
            match outcome {
                Ok(token) => say(&format!("token {line} {token}")),
                Err(error) => say(&format!("error {line} {error}")),
            }
        });
    }
}
