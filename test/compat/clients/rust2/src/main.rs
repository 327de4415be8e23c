//! The steps of ../README.md with the unmodified crate `ibapi` 2: text only, server versions 100 to 200.

mod feed;
#[path = "../../rust/report.rs"]
mod report;
#[path = "../../rust/steps.rs"]
mod steps;

fn main() {
    steps::play();
}
