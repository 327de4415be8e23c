/** What can be the matter with a state file: each system code in a sentence, with what to do about it. */
import type { Read } from "../io/node/wholeFile.ts";

export interface Trouble {
  readonly says: string;
  readonly fix: string;
}

const ELSEWHERE = "or name a directory that can be written with files.directory";

/** A container that bind-mounts a file that is not there makes a directory of it, on the host (field report 000). */
const directory = (name: string, dir: string): Trouble => ({
  says: `${dir}/${name} is a directory where a file belongs: a container that mounts a file which is not there makes a directory of it`,
  fix: `stop the container, and on the host remove the directory and make the file: rmdir ${name} && echo '{}' > ${name}; then start it again`,
});

const CODES: Readonly<Record<string, (name: string, dir: string) => Trouble>> = {
  EISDIR: directory,
  ENOTEMPTY: directory,
  ENOSPC: full,
  EDQUOT: full,
  EROFS: (name, dir) => ({
    says: `${dir}/${name} cannot be written: the disk is read-only`,
    fix: `mount ${dir} so that it can be written, ${ELSEWHERE}`,
  }),
  EACCES: forbidden,
  EPERM: forbidden,
  ENOENT: (name, dir) => ({
    says: `${dir}/${name} cannot be written: there is no directory ${dir}`,
    fix: `make it, ${ELSEWHERE}`,
  }),
};

function full(name: string, dir: string): Trouble {
  return { says: `${dir}/${name} cannot be written: the disk is full`, fix: `make room on the disk of ${dir}` };
}

function forbidden(name: string, dir: string): Trouble {
  return {
    says: `${dir}/${name} cannot be written by this user`,
    fix: `give the user who runs holdfast ${dir} and what is in it, ${ELSEWHERE}`,
  };
}

export function troubleWriting(name: string, dir: string, code: string): Trouble {
  const known = CODES[code];
  if (known !== undefined) return known(name, dir);
  return { says: `${dir}/${name} cannot be written: ${code}`, fix: "look at the disk that it is on" };
}

/** What is the matter with what was found; nothing with a file, or with none. */
export function troubleReading(name: string, dir: string, read: Read): Trouble | undefined {
  switch (read.is) {
    case "file":
    case "absent":
      return undefined;
    case "directory":
      return directory(name, dir);
    case "no-file":
      return { says: `${dir}/${name} is neither a file nor a directory`, fix: "move it away" };
    case "too-large":
      return { says: `${dir}/${name} is larger than 1 MiB: it is no list of contracts`, fix: "make it smaller" };
    case "failed":
      return { says: `${dir}/${name} cannot be read: ${read.code}`, fix: "give the user who runs holdfast the file" };
  }
}
