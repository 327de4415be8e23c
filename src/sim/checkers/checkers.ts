/** Every invariant that is watched, in the order of RELIABILITY section 1. */
import type { CheckerRow } from "./checker.ts";
import { atMostOnce } from "./i01-at-most-once.ts";
import { intentBeforeSend } from "./i02-intent-before-send.ts";
import { acknowledgedIsNeverLost } from "./i03-acknowledged-is-never-lost.ts";
import { neverAFalseTerminal } from "./i04-never-a-false-terminal.ts";
import { orderIds } from "./i05-order-ids.ts";
import { noUnprotectedFill } from "./i06-unprotected.ts";
import { subscribed } from "./i08-subscribed.ts";
import { isolation } from "./i09-isolation.ts";
import { everyExecutionOnce } from "./i10-every-execution-once.ts";
import { bookEqualsBroker } from "./i11-book.ts";
import { nobodyAsked } from "./i12-nobody-asked.ts";
import { orderStream } from "./i13-order-stream.ts";
import { unknownIsToldAsUnknown } from "./i14-unknown-is-told-as-unknown.ts";
import { replay } from "./i15-replay.ts";
import { oneMaster } from "./i16-one-master.ts";
import { limitsHold } from "./i17-limits.ts";
import { killSwitch } from "./i18-kill.ts";
import { pacing } from "./i19-pacing.ts";
import { honestReadiness } from "./i20-ready.ts";
import { nobodyGivesUp } from "./i21-told.ts";
import { bounded } from "./i22-bounded.ts";
import { malformedInput } from "./i23-malformed.ts";
import { time } from "./i24-time.ts";
import { fullDisk } from "./i25-full-disk.ts";
import { alertsHaveCauses } from "./i26-alert-cause.ts";
import { everyFrameHasACause } from "./i26-cause.ts";
import { usefulAlerts } from "./i27-alerts.ts";
import { secrets } from "./i28-secrets.ts";
import { whatIfNeverTrades } from "./i29-what-if.ts";

export const CHECKERS: readonly CheckerRow[] = [
  atMostOnce,
  intentBeforeSend,
  acknowledgedIsNeverLost,
  neverAFalseTerminal,
  orderIds,
  noUnprotectedFill,
  subscribed,
  isolation,
  everyExecutionOnce,
  bookEqualsBroker,
  nobodyAsked,
  orderStream,
  unknownIsToldAsUnknown,
  replay,
  oneMaster,
  limitsHold,
  killSwitch,
  pacing,
  honestReadiness,
  nobodyGivesUp,
  bounded,
  malformedInput,
  time,
  fullDisk,
  everyFrameHasACause,
  alertsHaveCauses,
  usefulAlerts,
  secrets,
  whatIfNeverTrades,
];
