//! What the program says, and when it gives up.
//!
//! One JSON object per line on standard output. Every wait is announced before it begins; a thread of its own ends the
//! program when one lasts too long, so that the steps may use the library's blocking calls as they are. What the
//! library logs as an error fails the step as well: it is how the crate reports a frame that it did not understand.

use std::io::Write;
use std::process::exit;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{json, Value};

const WAIT_MAX: Duration = Duration::from_secs(15);

/// A value, or why the step cannot be completed.
pub type Answer<T> = Result<T, String>;

struct Wait {
    step: &'static str,
    what: String,
    since: Instant,
}

static WAIT: Mutex<Option<Wait>> = Mutex::new(None);

fn say(line: &Value) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Runs one step and prints its line, or ends the program.
pub fn step<T>(name: &'static str, work: impl FnOnce() -> Answer<(Value, T)>) -> T {
    *WAIT.lock().unwrap() = Some(Wait { step: name, what: "begin".into(), since: Instant::now() });
    match work() {
        Ok((Value::Object(mut facts), kept)) => {
            facts.insert("step".into(), json!(name));
            say(&Value::Object(facts));
            kept
        }
        Ok((other, _)) => fail(&format!("{other} is no object")),
        Err(why) => fail(&why),
    }
}

/// What is waited for from now on.
pub fn waiting(what: impl Into<String>) {
    if let Some(wait) = WAIT.lock().unwrap().as_mut() {
        wait.what = what.into();
        wait.since = Instant::now();
    }
}

/// A notice of the server: an error unless its code is one of those that inform only.
pub fn heard(code: i32, text: &str) -> Answer<()> {
    say(&json!({"notice": code, "text": text}));
    let step = WAIT.lock().unwrap().as_ref().map_or("", |wait| wait.step);
    match code {
        2100..=2169 | 10167 | 10349 | 399 => Ok(()),
        // Behind orderStatus Cancelled, so it may come when the next step has begun.
        202 if step == "cancel" || step == "executions" => Ok(()),
        _ => Err(format!("error {code}: {text}")),
    }
}

/// Ends the program, unsuccessfully.
pub fn fail(why: &str) -> ! {
    let step = WAIT.lock().unwrap().as_ref().map_or("start-up", |wait| wait.step);
    say(&json!({"failed": step, "why": why}));
    exit(1)
}

/// Watches over the waits and over the library's log from now on.
pub fn watch() {
    log::set_logger(&Log).expect("the first logger");
    log::set_max_level(log::LevelFilter::Warn);
    thread::spawn(|| loop {
        thread::sleep(Duration::from_millis(50));
        let overdue =
            WAIT.lock().unwrap().as_ref().filter(|wait| wait.since.elapsed() > WAIT_MAX).map(|wait| wait.what.clone());
        if let Some(what) = overdue {
            fail(&format!("no {what} within {} s", WAIT_MAX.as_secs()));
        }
    });
}

struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        eprintln!("{} {}: {}", record.level(), record.target(), record.args());
        if record.level() == log::Level::Error {
            fail(&format!("the library logged an error: {}", record.args()));
        }
    }

    fn flush(&self) {}
}
