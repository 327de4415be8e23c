/**
 * One upstream request and the clients that ride on it.
 *
 * Riders share every frame of the answer; who joins late gets what has already come. A rider counts the frames it has had,
 * so that after a lost session the answer can be asked again without beginning twice. What is kept is bounded: a flight
 * that outgrows the bound carries its riders to the end but takes nobody on and is not remembered.
 */
import type { Instant } from "../base/time.ts";
import type { ConnId, UpstreamReqId } from "../model/ids.ts";
import { marketOf, NEVER, newPulse, type Pulse, titleOf } from "../model/stream.ts";
import type { OutgoingBody } from "../wire/codec.ts";
import { spelledOut } from "../wire/protobuf/unknown.ts";
import type { ErrorBody } from "./sharedErrors.ts";
import { FLIGHT_KINDS, type FlightKind, type FlightRequest } from "./sharedKinds.ts";

export interface Rider {
  readonly conn: ConnId;
  readonly reqId: number;
  readonly serverVersion: number;
  /** How often data had been lost when it came: who asks again after a loss replaces what it holds. */
  readonly losses: number;
  /** Data frames of the answer it has had, over all sessions. */
  had: number;
}

/** What was said in answer to a request, for whoever comes later. */
export interface Answer {
  readonly frames: readonly Uint8Array[];
  /** Warnings on the request. */
  readonly remarks: readonly ErrorBody[];
}

export interface Flight extends Answer {
  readonly request: FlightRequest;
  readonly kind: FlightKind;
  /** Equal for requests that may share. */
  readonly key: string;
  /** A keepUpToDate stream: one-to-one, and it lives on after its end marker. */
  readonly stays: boolean;
  riders: Rider[];
  /** Set once it is asked in this session. */
  upstreamId: UpstreamReqId | undefined;
  /** The request has left for the Gateway, so that only a cancel can take it back. */
  hasLeft: boolean;
  /** The Gateway has said something about it under its present upstream id. */
  hasAnswered: boolean;
  /** The frames of this session's answer, unless `overgrown`. */
  frames: Uint8Array[];
  bytes: number;
  /** Data frames heard in this session. */
  heard: number;
  overgrown: boolean;
  remarks: ErrorBody[];
  /** The end marker was told; only a flight that stays lives on after it. */
  ended: boolean;
  /** The date of the newest bar told, in the request's own format: where a stream goes on after an outage. */
  newestBar: string;
  /** Of a flight that stays. */
  readonly pulse: Pulse;
  readonly market: string;
  readonly title: string;
  /** Sessions that were lost while the Gateway owed its bars. */
  lostWith: number;
  /** Nobody rides any more: until when its last word may come. */
  abandonedUntil: Instant | undefined;
  /** Who cancelled it last, to be told the Gateway's last word. */
  canceller: Rider | undefined;
}

export const newFlight = (request: FlightRequest, key: string): Flight => ({
  request,
  kind: FLIGHT_KINDS[request.name],
  key,
  stays: keepsUpToDate(request),
  riders: [],
  upstreamId: undefined,
  hasLeft: false,
  hasAnswered: false,
  frames: [],
  bytes: 0,
  heard: 0,
  overgrown: false,
  remarks: [],
  ended: false,
  newestBar: "",
  pulse: newPulse(),
  ...(keepsUpToDate(request) ? streamOf(request.body) : { market: "", title: "" }),
  lostWith: 0,
  abandonedUntil: undefined,
  canceller: undefined,
});

/** Bars of regular hours end with them, all others do not. */
const streamOf = ({ contract, useRTH, barSizeSetting }: OutgoingBody<"reqHistoricalData">) => ({
  market: marketOf(contract, useRTH ? "regular hours" : ""),
  title: `${titleOf(contract)} ${barSizeSetting}`,
});

/** What two requests must have in common to share: everything but the request id, also what we do not know. */
export const keyOf = (request: FlightRequest): string =>
  JSON.stringify(spelledOut([request.name, { ...request.body, reqId: 0 }]));

export const keepsUpToDate = (request: FlightRequest): request is FlightRequest & { name: "reqHistoricalData" } =>
  request.name === "reqHistoricalData" && request.body.keepUpToDate;

export const isHistorical = (flight: Flight): boolean => flight.request.name === "reqHistoricalData";

/** It has one of the places that the Gateway has for history. */
export const takesSlot = ({ kind }: Flight): boolean => kind.priority === "history";

/** Sessions that may be lost with it before it is asked alone: what it brings may be what ends them. */
const LOST_TOGETHER_MAX = 1;
/** More are not risked for it: nobody else would have a session again. */
export const LOST_MAX = 4;

/** Bars once, owed by the Gateway. */
export const isOwedBars = (flight: Flight): boolean => isHistorical(flight) && !flight.stays && flight.hasLeft;
/** Such a one, with which sessions have been lost again and again. */
export const isSuspect = (flight: Flight): boolean => flight.lostWith > LOST_TOGETHER_MAX;

/** One frame is at most 0xFFFFFF bytes, so an answer of one frame is always kept. */
const BYTES_MAX = 0xffffff;
const FRAMES_MAX = 20_000;
const REMARKS_MAX = 20;

/** Keeps a copy of a frame for late joiners and for the cache. The payload itself is only lent to us. */
export function keepFrame(flight: Flight, payload: Uint8Array): void {
  if (flight.overgrown) return;
  if (flight.frames.length >= FRAMES_MAX || flight.bytes + payload.length > BYTES_MAX) {
    flight.overgrown = true;
    flight.frames = [];
    return;
  }
  flight.frames.push(payload.slice());
  flight.bytes += payload.length;
}

export function keepRemark(flight: Flight, remark: ErrorBody): void {
  if (flight.remarks.length < REMARKS_MAX) flight.remarks.push(remark);
}

/** Back to unasked, for the next session; what riders have had is not forgotten. */
export function ground(flight: Flight): void {
  flight.upstreamId = undefined;
  flight.pulse.askedAt = NEVER;
  flight.hasLeft = false;
  flight.hasAnswered = false;
  flight.frames = [];
  flight.bytes = 0;
  flight.heard = 0;
  flight.overgrown = false;
  flight.remarks = [];
}
