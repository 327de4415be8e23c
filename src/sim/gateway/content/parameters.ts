/**
 * The XML of reqScannerParameters, in the shape of the real one: instruments, a tree of locations, scan types, filters.
 *
 * Evidence of the shape: the elements that clients read out of it (`.//AbstractField/code`, `.//scanCode`,
 * `.//Instrument/type`, `.//locationCode` in `ib_insync-notebooks-2019#scanners`) and public parsers of the document,
 * which expect the root ScanParameterResponse with InstrumentList, LocationTree, ScanTypeList and FilterList.
 */
import { FILTERS, INSTRUMENTS, LOCATIONS, SCANS } from "./scans.ts";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string): string => text.replace(/[&<>]/g, (found) => ESCAPES[found] as string);

const leaf = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;
const node = (name: string, ...inner: readonly string[]): string => `<${name}>${inner.join("")}</${name}>`;

const FILTER_TAGS = FILTERS.map(({ tag }) => tag).join(",");
const ALL_INSTRUMENTS = INSTRUMENTS.map(([type]) => type).join(",");

const instrument = ([type, name]: readonly [string, string]): string =>
  node("Instrument", leaf("name", name), leaf("type", type), leaf("filters", FILTER_TAGS), leaf("group", "STK.GLOBAL"));

const location = ([type, name]: readonly [string, string]): string => {
  const children = LOCATIONS.filter(({ instrument }) => instrument === type);
  const inner = children.map(({ locationCode, displayName }) =>
    node("Location", leaf("displayName", displayName), leaf("locationCode", locationCode), leaf("instruments", type)),
  );
  return node("Location", leaf("displayName", name), leaf("locationCode", type), node("LocationTree", ...inner));
};

const scanTypes = SCANS.map(({ scanCode, displayName }) =>
  node(
    "ScanType",
    ...[leaf("displayName", displayName), leaf("scanCode", scanCode), leaf("instruments", ALL_INSTRUMENTS)],
    ...[leaf("access", "allowed"), leaf("settings", "false"), leaf("delayedAvail", "false")],
  ),
);

const filters = FILTERS.map(({ tag, displayName }) => {
  const field = node("AbstractField", leaf("code", tag), leaf("displayName", displayName), leaf("abbrev", tag));
  return node("RangeFilter", leaf("id", tag.toUpperCase()), leaf("category", "General"), field);
});

/** The document. It never changes while a Gateway runs. */
export const PARAMETERS_XML: string = `<?xml version="1.0" encoding="UTF-8"?>${node(
  "ScanParameterResponse",
  node("InstrumentList", ...INSTRUMENTS.map(instrument)),
  node("LocationTree", ...INSTRUMENTS.map(location)),
  node("ScanTypeList", ...scanTypes),
  node("FilterList", ...filters),
)}`;
