/**
 * A page of documentation with generated parts: each stands between `<!-- name -->` and `<!-- /name -->`, and everything
 * around it is written by people.
 */
export type Parts = Readonly<Record<string, () => string>>;

/** The page with every generated part as it should be. A part that the page has no place for is an error. */
export const filledIn = (page: string, parts: Parts): string =>
  Object.entries(parts).reduce((text, [name, make]) => {
    const place = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`the page has no place for ${name}`);
    return text.replace(place, (_, begin, end) => `${begin}\n\n${make()}\n\n${end}`);
  }, page);

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => "---"), ...rows].map(line).join("\n");

export const code = (text: string): string => `\`${text}\``;
