//! The steps of ../README.md with the unmodified crate `ibapi` 2: text only. It negotiates server versions 100 to 200, but
//! below 164 no contract details reach whoever asked for them: `request_id_index` takes their version for the request id.

mod feed;
#[path = "../../rust/report.rs"]
mod report;
#[path = "../../rust/steps.rs"]
mod steps;

fn main() {
    steps::play();
}
