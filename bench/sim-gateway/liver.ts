/**
 * A client that lives through a bad day: it streams, holds a position and resting orders, and comes back when it was cut off or
 * hears nothing any more.
 */
import { Peer } from "../peer.ts";

const STOCKS = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "AMD", "SPY", "QQQ"];
const CLIENT_ID = 1;
const RESTING_EACH = 2;
/** The host's milliseconds that it waits for a greeting. */
const GREETING_MS_MAX = 200;

export class Liver {
  frames = 0;
  returns = 0;
  readonly #port: number;
  #peer: Peer | undefined;
  #heard = 0;

  private constructor(port: number) {
    this.#port = port;
  }

  /** Resolves when its orders are on their way. */
  static async start(port: number): Promise<Liver> {
    const liver = new Liver(port);
    await liver.#connect();
    liver.#trade();
    return liver;
  }

  /** Connects again when nothing came since the last look. */
  async lookAround(): Promise<void> {
    if (this.frames === this.#heard) await this.#comeBack();
    this.#heard = this.frames;
  }

  stop(): void {
    this.#peer?.close();
  }

  async #connect(): Promise<void> {
    const peer = await Peer.connect(this.#port, CLIENT_ID, GREETING_MS_MAX);
    this.#peer = peer;
    peer.onFrame = () => {
      this.frames++;
    };
    for (const [i, symbol] of STOCKS.entries()) peer.send("reqMktData", { reqId: i + 1, contract: stock(symbol) });
  }

  #trade(): void {
    this.#place(1, "AAPL", { action: "BUY", orderType: "MKT", totalQuantity: "100" });
    for (let i = 0; i < RESTING_EACH * STOCKS.length; i++)
      this.#place(2 + i, STOCKS[i % STOCKS.length]!, {
        action: "BUY",
        orderType: "LMT",
        lmtPrice: 1,
        totalQuantity: "1",
      });
  }

  #place(orderId: number, symbol: string, order: object): void {
    const whole = { tif: "GTC", transmit: true, ...order };
    this.#peer?.send("placeOrder", { orderId, contract: stock(symbol), order: whole } as never);
  }

  async #comeBack(): Promise<void> {
    this.#peer?.close();
    try {
      await this.#connect();
      this.returns++;
    } catch {
      // The port is away, or nobody answers there: it tries again at the next look.
    }
  }
}

const stock = (symbol: string) => ({ symbol, secType: "STK", exchange: "SMART", currency: "USD" });
