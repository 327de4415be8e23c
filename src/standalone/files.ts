/** Why a file could not be opened, in words. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is no folder",
  EACCES: "this user may not",
  EEXIST: "it exists already, and nothing is overwritten: name a new file",
};

export function unreadable(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return WORDS[code] ?? message;
}
