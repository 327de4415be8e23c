//! The steps of ../README.md with the unmodified crate `ibapi` 5: protobuf only, server versions 213 to 225.

#[path = "../../rust/feed.rs"]
mod feed;
#[path = "../../rust/report.rs"]
mod report;
#[path = "../../rust/steps.rs"]
mod steps;

fn main() {
    steps::play();
}
