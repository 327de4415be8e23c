/** Colours for people at a terminal, and none for anybody else: the library alone would also colour the logs of a CI. */
import picocolors from "picocolors";

export const colours = picocolors.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
