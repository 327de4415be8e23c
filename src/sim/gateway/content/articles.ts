/**
 * News, invented: no headline here was ever published, no company said any of it.
 *
 * The providers and their names are those that a login of 2026 had (`ibkr-go-sv200-text#v1/news_providers`). `{name}` and
 * `{symbol}` stand for the contract. Each contract gets some of the stories each weekday, at fixed times of the day.
 */

export interface Provider {
  readonly code: string;
  readonly name: string;
}

export const PROVIDERS: readonly Provider[] = [
  { code: "BRFG", name: "Briefing.com General Market Columns" },
  { code: "BRFUPDN", name: "Briefing.com Analyst Actions" },
  { code: "DJNL", name: "Dow Jones Newsletters" },
];

export interface Story {
  readonly providerCode: string;
  readonly headline: string;
  readonly text: string;
}

// biome-ignore format: a table
export const STORIES: readonly Story[] = [
  { providerCode: "BRFUPDN", headline: "Example Research reiterates {name} ({symbol}) with Hold", text: "The invented analysts of Example Research see no reason to change their mind about {name}." },
  { providerCode: "BRFG", headline: "Market update: {symbol} moves with its sector", text: "Shares of {name} follow the simulated market, as they always do." },
  { providerCode: "DJNL", headline: "What an invented newsletter thinks of {name}", text: "This newsletter does not exist. It likes {symbol} all the same." },
  { providerCode: "BRFUPDN", headline: "Sample Securities upgrades {name} ({symbol}) to Buy from Hold", text: "Sample Securities, which does not exist, raises its rating." },
  { providerCode: "BRFG", headline: "Early call: {name} among the names to watch", text: "A column written for tests looks ahead to the session of {symbol}." },
  { providerCode: "DJNL", headline: "Five made-up questions about {symbol}", text: "And no answers. {name} was not asked for comment." },
  { providerCode: "BRFUPDN", headline: "Placeholder Partners downgrades {name} ({symbol}) to Sell", text: "Placeholder Partners, equally invented, lowers its rating." },
  { providerCode: "BRFG", headline: "Closing summary: a quiet day for {symbol}", text: "The simulated session of {name} ends without an event." },
];

/** Standing bulletins of every day, invented as well. */
export const STANDING_BULLETINS = [
  {
    msgType: 1,
    message: "To traders of the simulated market:\nThis bulletin is invented. Trading is not affected.",
    origExchange: "SIM",
  },
  {
    msgType: 1,
    message: "To traders of US stocks:\nThis bulletin is invented, too: there is nothing to do.",
    origExchange: "NASDAQ,NYSE",
  },
] as const;
