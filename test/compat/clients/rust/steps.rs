//! The steps of ../README.md with the crate `ibapi`, whatever its version: its blocking calls have the same names in all
//! of them. How a subscription is read differs, so each program brings its own `Feed`.
//!
//! The resting order is followed through the subscriptions that placing and cancelling it return, the order to be filled
//! through the stream of all orders: while the subscription of an order lives, the crate hands the answer of
//! `executions` to that one in place of the request.

use ibapi::accounts::types::AccountId;
use ibapi::accounts::AccountUpdate;
use ibapi::client::blocking::{Client, Subscription};
use ibapi::contracts::tick_types::TickType;
use ibapi::contracts::{Contract, Currency, Exchange};
use ibapi::market_data::realtime::TickTypes;
use ibapi::orders::{
    Action, CancelOrder, CommissionReport, ExecutionData, ExecutionFilter, Executions, Order, OrderData, OrderStatus,
    OrderUpdate, PlaceOrder,
};
use serde_json::{json, Value};

use crate::report::{fail, step, waiting, watch, Answer};

/// A subscription of whatever version of the crate.
pub trait Feed<T> {
    /// The next item, waited for; none behind the end marker.
    fn read(&self) -> Answer<Option<T>>;
}

/// The argument of the program.
struct Config {
    address: String,
    client_id: i32,
    account: String,
    order_ref: String,
    symbol: String,
    quantity: f64,
    resting_price: f64,
    modified_price: f64,
}

impl Config {
    fn of(argument: &Value) -> Option<Config> {
        let text = |key: &str| argument[key].as_str().map(str::to_owned);
        let host = text("host").unwrap_or_else(|| "127.0.0.1".into());
        Some(Config {
            address: format!("{host}:{}", argument["port"].as_u64()?),
            client_id: argument["clientId"].as_i64()?.try_into().ok()?,
            account: text("account")?,
            order_ref: text("orderRef")?,
            symbol: text("symbol")?,
            quantity: argument["quantity"].as_f64()?,
            resting_price: argument["restingPrice"].as_f64()?,
            modified_price: argument["modifiedPrice"].as_f64()?,
        })
    }

    fn contract(&self) -> Contract {
        Contract {
            exchange: Exchange::from("SMART"),
            currency: Currency::from("USD"),
            ..Contract::stock(self.symbol.as_str()).build()
        }
    }

    /// DAY is what the crate takes for granted.
    fn order(&self, order_type: &str, limit_price: Option<f64>) -> Order {
        Order {
            action: Action::Buy,
            total_quantity: self.quantity,
            order_type: order_type.into(),
            limit_price,
            account: self.account.clone(),
            order_ref: self.order_ref.clone(),
            ..Order::default()
        }
    }
}

/// Plays all steps and ends the program when one fails.
pub fn play()
where
    Subscription<TickTypes>: Feed<TickTypes>,
    Subscription<PlaceOrder>: Feed<PlaceOrder>,
    Subscription<CancelOrder>: Feed<CancelOrder>,
    Subscription<OrderUpdate>: Feed<OrderUpdate>,
    Subscription<Executions>: Feed<Executions>,
    Subscription<AccountUpdate>: Feed<AccountUpdate>,
{
    watch();
    let argument = std::env::args().nth(1).and_then(|text| serde_json::from_str(&text).ok());
    let Some(config) = argument.as_ref().and_then(Config::of) else {
        fail("the argument is not the JSON of README.md")
    };
    let (client, order_id) = step("start-up", || start_up(&config));
    step("contract-details", || contract_details(&client, &config));
    step("quotes", || quotes(&client, &config));
    // A subscription that is dropped takes the later ones of the same order with it.
    let _placed = step("order", || rest(&client, &config, order_id));
    let _modified = step("modify", || modify(&client, &config, order_id));
    let _cancelled = step("cancel", || cancel(&client, order_id));
    step("executions", || executions(&client, &config));
    step("account-updates", || account_updates(&client, &config));
    step("done", || {
        waiting("end of the connection");
        client.disconnect();
        Ok((json!({}), ()))
    });
}

fn start_up(config: &Config) -> Answer<(Value, (Client, i32))> {
    waiting("connection");
    let client = Client::connect(&config.address, config.client_id).map_err(said)?;
    let order_id = client.next_order_id();
    waiting("managed accounts");
    let mut accounts = client.managed_accounts().map_err(said)?;
    accounts.retain(|account| !account.is_empty());
    let facts = json!({"serverVersion": client.server_version(), "nextValidId": order_id, "accounts": accounts});
    Ok((facts, (client, order_id)))
}

fn contract_details(client: &Client, config: &Config) -> Answer<(Value, ())> {
    waiting("end of contract details");
    let all = client.contract_details(&config.contract()).map_err(said)?;
    let first = all.first().ok_or("contract details ended without any")?;
    let facts = json!({
        "count": all.len(),
        "conId": first.contract.contract_id,
        "symbol": first.contract.symbol.to_string(),
        "currency": first.contract.currency.to_string(),
        "longName": first.long_name,
        "minTick": first.min_tick,
    });
    Ok((facts, ()))
}

#[derive(Default)]
struct Quotes {
    bid: Option<f64>,
    ask: Option<f64>,
    bid_size: Option<f64>,
    ask_size: Option<f64>,
}

impl Quotes {
    fn took(&mut self, tick_type: &TickType, value: f64) {
        match tick_type {
            TickType::Bid => self.bid = Some(value),
            TickType::Ask => self.ask = Some(value),
            TickType::BidSize => self.bid_size = Some(value),
            TickType::AskSize => self.ask_size = Some(value),
            _ => {}
        }
    }

    fn complete(&self) -> Option<Value> {
        Some(json!({"bid": self.bid?, "ask": self.ask?, "bidSize": self.bid_size?, "askSize": self.ask_size?}))
    }
}

fn quotes(client: &Client, config: &Config) -> Answer<(Value, ())>
where
    Subscription<TickTypes>: Feed<TickTypes>,
{
    waiting("bid and ask with their sizes");
    let contract = config.contract();
    let ticks = client.market_data(&contract).subscribe().map_err(said)?;
    let mut quotes = Quotes::default();
    let facts = until(&ticks, |tick| {
        match tick {
            TickTypes::Price(price) => quotes.took(&price.tick_type, price.price),
            TickTypes::Size(size) => quotes.took(&size.tick_type, size.size),
            TickTypes::PriceSize(both) => {
                quotes.took(&both.price_tick_type, both.price);
                quotes.took(&both.size_tick_type, both.size);
            }
            _ => {}
        }
        quotes.complete()
    })?;
    ticks.cancel();
    Ok((facts, ()))
}

fn rest(client: &Client, config: &Config, order_id: i32) -> Answer<(Value, Subscription<PlaceOrder>)>
where
    Subscription<PlaceOrder>: Feed<PlaceOrder>,
{
    waiting("openOrder, and orderStatus Submitted, of the resting order");
    let order = config.order("LMT", Some(config.resting_price));
    let events = client.place_order(order_id, &config.contract(), &order).map_err(said)?;
    let (mut open, mut submitted): (Option<OrderData>, Option<OrderStatus>) = (None, None);
    let facts = until(&events, |event| {
        match event {
            PlaceOrder::OpenOrder(data) => open = Some(data),
            PlaceOrder::OrderStatus(status) if status.status.as_str() == "Submitted" => submitted = Some(status),
            _ => {}
        }
        Some(resting(submitted.as_ref()?, open.as_ref()?))
    })?;
    Ok((facts, events))
}

fn resting(status: &OrderStatus, open: &OrderData) -> Value {
    json!({
        "orderId": status.order_id,
        "permId": status.perm_id,
        "status": status.status.as_str(),
        "filled": status.filled,
        "remaining": status.remaining,
        "lmtPrice": open.order.limit_price,
        "totalQuantity": open.order.total_quantity,
        "account": open.order.account,
        "orderRef": open.order.order_ref,
    })
}

fn modify(client: &Client, config: &Config, order_id: i32) -> Answer<(Value, Subscription<PlaceOrder>)>
where
    Subscription<PlaceOrder>: Feed<PlaceOrder>,
{
    waiting(format!("openOrder with lmtPrice {}", config.modified_price));
    let order = config.order("LMT", Some(config.modified_price));
    let events = client.place_order(order_id, &config.contract(), &order).map_err(said)?;
    let facts = until(&events, |event| match event {
        PlaceOrder::OpenOrder(open) if open.order.limit_price == Some(config.modified_price) => Some(json!({
            "orderId": open.order_id,
            "permId": open.order.perm_id,
            "status": open.order_state.status.as_str(),
            "lmtPrice": open.order.limit_price,
        })),
        _ => None,
    })?;
    Ok((facts, events))
}

fn cancel(client: &Client, order_id: i32) -> Answer<(Value, Subscription<CancelOrder>)>
where
    Subscription<CancelOrder>: Feed<CancelOrder>,
{
    waiting("orderStatus Cancelled");
    let events = client.cancel_order(order_id, "").map_err(said)?;
    let facts = until(&events, |event| match event {
        CancelOrder::OrderStatus(status) if status.status.as_str() == "Cancelled" => {
            Some(json!({"orderId": status.order_id, "status": status.status.as_str()}))
        }
        _ => None,
    })?;
    Ok((facts, events))
}

fn executions(client: &Client, config: &Config) -> Answer<(Value, ())>
where
    Subscription<OrderUpdate>: Feed<OrderUpdate>,
    Subscription<Executions>: Feed<Executions>,
{
    waiting("orderStatus Filled");
    let events = client.order_update_stream().map_err(said)?;
    let order_id = client.next_order_id();
    client.submit_order(order_id, &config.contract(), &config.order("MKT", None)).map_err(said)?;
    let mut reports = Vec::new();
    let filled = until(&events, |event| match event {
        OrderUpdate::OrderStatus(status) if status.order_id == order_id && status.status.as_str() == "Filled" => {
            Some(status)
        }
        OrderUpdate::CommissionReport(report) => {
            reports.push(report);
            None
        }
        _ => None,
    })?;
    let executed = executed(client, order_id, &mut reports)?;
    waiting("commission report of the execution");
    let find = |reports: &[CommissionReport]| {
        reports.iter().find(|report| report.execution_id == executed.execution.execution_id).cloned()
    };
    let report = match find(&reports) {
        Some(report) => report,
        None => until(&events, |event| match event {
            OrderUpdate::CommissionReport(report) => find(&[report]),
            _ => None,
        })?,
    };
    Ok((execution(&filled, &executed, &report), ()))
}

/// The execution of the order among all that the server reports; the commission reports on the way are kept.
fn executed(client: &Client, order_id: i32, reports: &mut Vec<CommissionReport>) -> Answer<ExecutionData>
where
    Subscription<Executions>: Feed<Executions>,
{
    waiting("end of executions");
    let answer = client.executions(ExecutionFilter::default()).map_err(said)?;
    let mut found = None;
    while let Some(item) = answer.read()? {
        match item {
            Executions::ExecutionData(data) if data.execution.order_id == order_id => found = Some(data),
            Executions::CommissionReport(report) => reports.push(report),
            _ => {}
        }
    }
    found.ok_or(format!("executions ended without one of order {order_id}"))
}

fn execution(filled: &OrderStatus, executed: &ExecutionData, report: &CommissionReport) -> Value {
    let execution = &executed.execution;
    json!({
        "orderId": filled.order_id,
        "status": filled.status.as_str(),
        "filled": filled.filled,
        "avgFillPrice": filled.average_fill_price,
        "execId": execution.execution_id,
        "price": execution.price,
        "shares": execution.shares,
        "side": execution.side.as_str(),
        "account": execution.account_number,
        "orderRef": execution.order_reference,
        "commission": report.commission,
        "currency": report.currency,
    })
}

fn account_updates(client: &Client, config: &Config) -> Answer<(Value, ())>
where
    Subscription<AccountUpdate>: Feed<AccountUpdate>,
{
    waiting("end of account updates");
    let updates = client.account_updates(&AccountId(config.account.clone())).map_err(said)?;
    let (mut value, mut held) = (None, None);
    until(&updates, |update| {
        match update {
            AccountUpdate::AccountValue(one) if one.key == "NetLiquidation" => value = Some(one),
            AccountUpdate::PortfolioValue(line) if line.contract.symbol.to_string() == config.symbol => {
                held = Some(line)
            }
            AccountUpdate::End => return Some(()),
            _ => {}
        }
        None
    })?;
    updates.cancel();
    let value = value.ok_or("no NetLiquidation in the account updates")?;
    let held = held.ok_or(format!("no {} in the portfolio", config.symbol))?;
    let facts = json!({
        "netLiquidation": value.value.parse::<f64>().map_err(|_| format!("NetLiquidation is {}", value.value))?,
        "currency": value.currency,
        "positionSymbol": held.contract.symbol.to_string(),
        "position": held.position,
        "account": held.account,
    });
    Ok((facts, ()))
}

/// Reads on until `find` is satisfied.
fn until<T, R>(feed: &impl Feed<T>, mut find: impl FnMut(T) -> Option<R>) -> Answer<R> {
    while let Some(item) = feed.read()? {
        if let Some(found) = find(item) {
            return Ok(found);
        }
    }
    Err("the subscription ended too early".into())
}

fn said(error: ibapi::Error) -> String {
    error.to_string()
}
