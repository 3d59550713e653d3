/** Loaded by a process before its program: its clock is so far ahead that no stamp of a file is too young to be believed. */
const AHEAD_MS = 3000;

const now = Date.now;
Date.now = () => now() + AHEAD_MS;
