// What the library's callbacks tell, kept in the order of its coming, and the waiting for it. Whatever is wrong, an error
// code that is none of the harmless ones or a closed connection, is kept too and fails the step that waits.

package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/scmhub/ibapi"
)

const waitMax = 15 * time.Second

// What the callbacks carry, one type per kind, in the order of their coming.
type (
	nextValidID     struct{ id int64 }
	managedAccounts struct{ accounts []string }
	details         struct {
		reqID int64
		*ibapi.ContractDetails
	}
	detailsEnd struct{ reqID int64 }
	price      struct {
		reqID, tickType int64
		value           float64
	}
	size struct {
		reqID, tickType int64
		value           float64
	}
	orderStatus struct {
		orderID, permID                 int64
		status                          string
		filled, remaining, avgFillPrice float64
	}
	openOrder struct {
		orderID int64
		*ibapi.Order
		status string
	}
	execution struct {
		reqID int64
		*ibapi.Execution
	}
	executionsEnd struct{ reqID int64 }
	accountValue  struct{ key, value, currency, account string }
	portfolio     struct {
		symbol   string
		position float64
		account  string
	}
	accountEnd struct{ account string }
	closed     struct{}
)

// listener keeps every event that the steps wait for; the rest is left to the library's own wrapper, which logs it.
type listener struct {
	ibapi.Wrapper
	mu      sync.Mutex
	heard   []any
	trouble string
	// The order for which code 202 is the answer and no error.
	cancelling int64
	// The connection is being closed on purpose.
	leaving bool
}

func (l *listener) hear(event any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, event)
}

// allowCancelling makes code 202 a notice for this order.
func (l *listener) allowCancelling(orderID int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelling = orderID
}

// allowClosing makes the connection's end no trouble.
func (l *listener) allowClosing() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = true
}

// all answers the events of a kind that match, and what went wrong until now.
func all[T any](l *listener, matches func(T) bool) ([]T, string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []T
	for _, event := range l.heard {
		if one, is := event.(T); is && matches(one) {
			found = append(found, one)
		}
	}
	return found, l.trouble
}

// first waits for the first event of a kind that matches; it may have come already. Without one the step fails.
func first[T any](l *listener, matches func(T) bool) T {
	return nth(l, 1, matches)
}

// second waits for the second such event.
func second[T any](l *listener, matches func(T) bool) T {
	return nth(l, 2, matches)
}

func nth[T any](l *listener, n int, matches func(T) bool) T {
	for end := time.Now().Add(waitMax); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		found, trouble := all(l, matches)
		if trouble != "" {
			fail(trouble)
		}
		if len(found) >= n {
			return found[n-1]
		}
	}
	var none T
	fail(fmt.Sprintf("no matching %T within %v", none, waitMax))
	return none
}

// Error is what the server or the library complains of; what is no error is printed as a notice.
func (l *listener) Error(id int64, _ int64, code int64, text string, _ string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if isNotice(code) || code == 202 && id == l.cancelling {
		say(facts{"notice": code, "id": id, "text": text})
	} else if l.trouble == "" {
		l.trouble = fmt.Sprintf("error %d for id %d: %s", code, id, text)
	}
}

func isNotice(code int64) bool {
	return code >= 2100 && code < 2170 || code == 10167 || code == 10349 || code == 399
}

// ConnectionClosed comes behind a decoder's panic too: the library logs it and shuts the connection. Nothing that a step
// waits for comes after it.
func (l *listener) ConnectionClosed() {
	l.hear(closed{})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.trouble == "" && !l.leaving {
		l.trouble = "the connection was closed"
	}
}

func (l *listener) NextValidID(id int64) {
	l.hear(nextValidID{id})
}

func (l *listener) ManagedAccounts(accounts []string) {
	l.hear(managedAccounts{accounts})
}

func (l *listener) ContractDetails(reqID int64, one *ibapi.ContractDetails) {
	l.hear(details{reqID, one})
}

func (l *listener) ContractDetailsEnd(reqID int64) {
	l.hear(detailsEnd{reqID})
}

func (l *listener) TickPrice(reqID int64, tickType ibapi.TickType, value float64, _ ibapi.TickAttrib) {
	l.hear(price{reqID, tickType, value})
}

func (l *listener) TickSize(reqID int64, tickType ibapi.TickType, value ibapi.Decimal) {
	l.hear(size{reqID, tickType, value.Float()})
}

func (l *listener) OrderStatus(orderID int64, status string, filled, remaining ibapi.Decimal, avgFillPrice float64, permID, _ int64, _ float64, _ int64, _ string, _ float64) {
	l.hear(orderStatus{orderID, permID, status, filled.Float(), remaining.Float(), avgFillPrice})
}

func (l *listener) OpenOrder(orderID int64, _ *ibapi.Contract, order *ibapi.Order, state *ibapi.OrderState) {
	l.hear(openOrder{orderID, order, state.Status})
}

func (l *listener) ExecDetails(reqID int64, _ *ibapi.Contract, one *ibapi.Execution) {
	l.hear(execution{reqID, one})
}

func (l *listener) ExecDetailsEnd(reqID int64) {
	l.hear(executionsEnd{reqID})
}

func (l *listener) CommissionAndFeesReport(report ibapi.CommissionAndFeesReport) {
	l.hear(report)
}

func (l *listener) UpdateAccountValue(key, value, currency, account string) {
	l.hear(accountValue{key, value, currency, account})
}

func (l *listener) UpdatePortfolio(contract *ibapi.Contract, position ibapi.Decimal, _, _, _, _, _ float64, account string) {
	l.hear(portfolio{contract.Symbol, position.Float(), account})
}

func (l *listener) AccountDownloadEnd(account string) {
	l.hear(accountEnd{account})
}
