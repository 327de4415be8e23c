// The steps themselves: each asks for something, waits for the events that complete it, and answers their values.

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/scmhub/ibapi"
)

const (
	contractReqID   = 9001
	quotesReqID     = 9002
	executionsReqID = 9003
)

// bot plays the steps; nextID is the id of its first order once it is known.
type bot struct {
	config
	*listener
	client *ibapi.EClient
	nextID int64
}

func (b *bot) startUp() facts {
	if err := b.client.Connect(b.Host, b.Port, b.ClientID); err != nil {
		fail(err.Error())
	}
	b.nextID = first(b.listener, func(nextValidID) bool { return true }).id
	names := first(b.listener, func(managedAccounts) bool { return true }).accounts
	accounts := slices.DeleteFunc(names, func(name string) bool { return name == "" })
	return facts{"serverVersion": b.client.ServerVersion(), "nextValidId": b.nextID, "accounts": accounts}
}

func (b *bot) stock() *ibapi.Contract {
	contract := ibapi.NewContract()
	contract.Symbol = b.Symbol
	contract.SecType = "STK"
	contract.Exchange = "SMART"
	contract.Currency = "USD"
	return contract
}

func (b *bot) contractDetails() facts {
	b.client.ReqContractDetails(contractReqID, b.stock())
	first(b.listener, func(end detailsEnd) bool { return end.reqID == contractReqID })
	found, _ := all(b.listener, func(one details) bool { return one.reqID == contractReqID })
	if len(found) == 0 {
		fail("no contract details before their end")
	}
	contract := found[0].Contract
	return facts{
		"count":    len(found),
		"conId":    contract.ConID,
		"symbol":   contract.Symbol,
		"currency": contract.Currency,
		"longName": b.longName(found[0].LongName),
		"minTick":  found[0].MinTick,
	}
}

// longName undoes what the library does to this field of a text frame: decodeStringUnescaped (utils.go:219) formats the
// bytes instead of the string, "[65 80 80 76 69]" for "APPLE". In protobuf, from 205 on, the name arrives as it is.
func (b *bot) longName(given string) string {
	if b.client.ServerVersion() >= ibapi.MIN_SERVER_VER_PROTOBUF_CONTRACT_DATA {
		return given
	}
	var name []byte
	for number := range strings.FieldsSeq(strings.Trim(given, "[]")) {
		value, err := strconv.ParseUint(number, 10, 8)
		if err != nil {
			fail(fmt.Sprintf("longName %q is no list of bytes: %v", given, err))
		}
		name = append(name, byte(value))
	}
	return string(name)
}

func (b *bot) quotes() facts {
	b.client.ReqMktData(quotesReqID, b.stock(), "", false, false, nil)
	priceOf := func(tickType int64) float64 {
		return first(b.listener, func(tick price) bool { return tick.reqID == quotesReqID && tick.tickType == tickType }).value
	}
	sizeOf := func(tickType int64) float64 {
		return first(b.listener, func(tick size) bool { return tick.reqID == quotesReqID && tick.tickType == tickType }).value
	}
	shown := facts{"bid": priceOf(ibapi.BID), "ask": priceOf(ibapi.ASK)}
	shown["bidSize"], shown["askSize"] = sizeOf(ibapi.BID_SIZE), sizeOf(ibapi.ASK_SIZE)
	b.client.CancelMktData(quotesReqID)
	return shown
}

func (b *bot) buy(orderType string) *ibapi.Order {
	order := ibapi.NewOrder()
	order.Action = "BUY"
	order.OrderType = orderType
	order.TotalQuantity = ibapi.StringToDecimal(strconv.FormatInt(b.Quantity, 10))
	order.TIF = "DAY"
	order.Account = b.Account
	order.OrderRef = b.OrderRef
	return order
}

func (b *bot) buyAt(limit float64) *ibapi.Order {
	order := b.buy("LMT")
	order.LmtPrice = limit
	return order
}

// statusIs waits until an order has a status.
func (b *bot) statusIs(id int64, status string) orderStatus {
	return first(b.listener, func(told orderStatus) bool { return told.orderID == id && told.status == status })
}

func (b *bot) order() facts {
	b.client.PlaceOrder(b.nextID, b.stock(), b.buyAt(b.RestingPrice))
	told := b.statusIs(b.nextID, "Submitted")
	echo := first(b.listener, func(one openOrder) bool { return one.orderID == b.nextID })
	return facts{
		"orderId":       told.orderID,
		"permId":        told.permID,
		"status":        told.status,
		"filled":        told.filled,
		"remaining":     told.remaining,
		"lmtPrice":      echo.LmtPrice,
		"totalQuantity": echo.TotalQuantity.Float(),
		"account":       echo.Account,
		"orderRef":      echo.OrderRef,
	}
}

func (b *bot) modify() facts {
	b.client.PlaceOrder(b.nextID, b.stock(), b.buyAt(b.ModifiedPrice))
	echo := first(b.listener, func(one openOrder) bool {
		return one.orderID == b.nextID && one.LmtPrice == b.ModifiedPrice
	})
	return facts{"orderId": echo.orderID, "permId": echo.PermID, "status": echo.status, "lmtPrice": echo.LmtPrice}
}

func (b *bot) cancel() facts {
	b.allowCancelling(b.nextID)
	b.client.CancelOrder(b.nextID, ibapi.NewOrderCancel())
	told := b.statusIs(b.nextID, "Cancelled")
	return facts{"orderId": told.orderID, "status": told.status}
}

func (b *bot) executions() facts {
	id := b.nextID + 1
	b.client.PlaceOrder(id, b.stock(), b.buy("MKT"))
	told := b.statusIs(id, "Filled")
	b.client.ReqExecutions(executionsReqID, ibapi.NewExecutionFilter())
	first(b.listener, func(end executionsEnd) bool { return end.reqID == executionsReqID })
	fill := first(b.listener, func(one execution) bool { return one.reqID == executionsReqID && one.OrderID == id })
	report := first(b.listener, func(one ibapi.CommissionAndFeesReport) bool { return one.ExecID == fill.ExecID })
	return facts{
		"orderId":      told.orderID,
		"status":       told.status,
		"filled":       told.filled,
		"avgFillPrice": told.avgFillPrice,
		"execId":       fill.ExecID,
		"price":        fill.Price,
		"shares":       fill.Shares.Float(),
		"side":         fill.Side,
		"account":      fill.AcctNumber,
		"orderRef":     fill.OrderRef,
		"commission":   report.CommissionAndFees,
		"currency":     report.Currency,
	}
}

func (b *bot) accountUpdates() facts {
	b.client.ReqAccountUpdates(true, b.Account)
	first(b.listener, func(end accountEnd) bool { return end.account == b.Account })
	worth := first(b.listener, func(one accountValue) bool {
		return one.key == "NetLiquidation" && one.account == b.Account
	})
	held := first(b.listener, func(one portfolio) bool { return one.symbol == b.Symbol })
	b.client.ReqAccountUpdates(false, b.Account)
	netLiquidation, err := strconv.ParseFloat(worth.value, 64)
	if err != nil {
		fail(err.Error())
	}
	return facts{
		"netLiquidation": netLiquidation,
		"currency":       worth.currency,
		"positionSymbol": held.symbol,
		"position":       held.position,
		"account":        held.account,
	}
}

// leave disconnects once an answer shows that nothing is queued any more: Disconnect drops what is, with error 504.
func (b *bot) leave() facts {
	b.client.ReqIDs(1)
	second(b.listener, func(nextValidID) bool { return true })
	b.allowClosing()
	if err := b.client.Disconnect(); err != nil {
		fail(err.Error())
	}
	first(b.listener, func(closed) bool { return true })
	return facts{}
}
