//! How subscriptions are read in version 2 of the crate: a notice is an item among the data, an error is asked for.

use ibapi::accounts::AccountUpdate;
use ibapi::client::blocking::Subscription;
use ibapi::market_data::realtime::TickTypes;
use ibapi::orders::{CancelOrder, Executions, OrderUpdate, PlaceOrder};

use crate::report::{heard, Answer};
use crate::steps::Feed;

macro_rules! feeds {
    ($($item:ty $(, $notice:path)?);*) => {$(
        impl Feed<$item> for Subscription<$item> {
            fn read(&self) -> Answer<Option<$item>> {
                while let Some(item) = self.next() {
                    match item {
                        $($notice(notice) => heard(notice.code, &notice.message)?,)?
                        item => return Ok(Some(item)),
                    }
                }
                self.error().map_or(Ok(None), |error| Err(error.to_string()))
            }
        }
    )*};
}

feeds!(
    TickTypes, TickTypes::Notice;
    PlaceOrder, PlaceOrder::Message;
    CancelOrder, CancelOrder::Notice;
    OrderUpdate, OrderUpdate::Message;
    Executions, Executions::Notice;
    AccountUpdate
);
