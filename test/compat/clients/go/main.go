// The steps of ../README.md with unmodified github.com/scmhub/ibapi.
//
// Every callback is kept as an event (listener.go), and a step waits for those that complete it. The library logs to
// standard error; a frame that it cannot read panics in its decoder, which closes the connection and so fails the step. Two
// traits of the library are met where they matter: longName garbled in text frames, and requests dropped by Disconnect.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/rs/zerolog"
	"github.com/scmhub/ibapi"
)

type config struct {
	Host          string
	Port          int
	ClientID      int64
	Account       string
	OrderRef      string
	Symbol        string
	Quantity      int64
	RestingPrice  float64
	ModifiedPrice float64
}

type facts map[string]any

// The step that is being played; main's goroutine alone changes and reads it.
var step string

func say(line facts) {
	text, err := json.Marshal(line)
	if err != nil {
		text = fmt.Appendf(nil, `{"failed":%q,"why":%q}`, step, err)
	}
	fmt.Println(string(text))
}

func fail(why string) {
	say(facts{"failed": step, "why": why})
	os.Exit(1)
}

func main() {
	ibapi.SetLogLevel(int(zerolog.WarnLevel))
	heard := &listener{}
	b := &bot{config: config{Host: "127.0.0.1"}, listener: heard, client: ibapi.NewEClient(heard)}
	if err := json.Unmarshal([]byte(os.Args[1]), &b.config); err != nil {
		fail(err.Error())
	}
	for _, one := range []struct {
		name string
		play func() facts
	}{
		{"start-up", b.startUp},
		{"contract-details", b.contractDetails},
		{"quotes", b.quotes},
		{"order", b.order},
		{"modify", b.modify},
		{"cancel", b.cancel},
		{"executions", b.executions},
		{"account-updates", b.accountUpdates},
		{"done", b.leave},
	} {
		step = one.name
		line := one.play()
		line["step"] = step
		say(line)
	}
}
