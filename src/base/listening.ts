/** Why nobody can listen at an address, by the system's code; whoever listens says it in the same words. */
export const LISTEN_TROUBLES: Readonly<Record<string, string>> = {
  EACCES: "this user may not; ports below 1024 need more rights",
  EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 is always there",
  ENOTFOUND: "nobody knows that name; 127.0.0.1 is always there",
};
