//! How subscriptions are read from version 3 of the crate on: data, notices and the final error are one stream.

use ibapi::accounts::AccountUpdate;
use ibapi::client::blocking::Subscription;
use ibapi::market_data::realtime::TickTypes;
use ibapi::orders::{CancelOrder, Executions, OrderUpdate, PlaceOrder};
use ibapi::subscriptions::SubscriptionItem;

use crate::report::{heard, Answer};
use crate::steps::Feed;

macro_rules! feeds {
    ($($item:ty),*) => {$(
        impl Feed<$item> for Subscription<$item> {
            fn read(&self) -> Answer<Option<$item>> {
                while let Some(next) = self.next() {
                    match next.map_err(|error| error.to_string())? {
                        SubscriptionItem::Data(item) => return Ok(Some(item)),
                        SubscriptionItem::Notice(notice) => heard(notice.code, &notice.message)?,
                    }
                }
                Ok(None)
            }
        }
    )*};
}

feeds!(TickTypes, PlaceOrder, CancelOrder, OrderUpdate, Executions, AccountUpdate);
