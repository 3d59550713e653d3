/**
 * Locks that the kernel releases when their holder ends, however it ends: a listening socket with the lock's name. On Linux the name is
 * abstract and leaves no file; elsewhere it is a socket file whose listener is asked whether it lives (Windows: a named pipe). Waiting costs
 * nothing: the waiter stays connected until the holder hangs up. Knows nothing of what is locked.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Lock {
  readonly release: () => Promise<void>;
}

const address = (name: string): string => {
  if (process.platform === 'linux') return `\0grainmill-${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\grainmill-${name}` : join(tmpdir(), `grainmill-${name}.sock`);
};

/** Takes the lock, or null when somebody has it. */
export async function tryLock(name: string): Promise<Lock | null> {
  const taken = await listen(name);
  if (taken !== null || process.platform === 'linux' || process.platform === 'win32') return taken;
  if ((await holder(name)) !== null) return null;
  rmSync(address(name), { force: true });
  return listen(name);
}

function listen(name: string): Promise<Lock | null> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<import('node:net').Socket>();
    const server: Server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => waiting.delete(socket)).on('close', () => waiting.delete(socket));
      socket.unref();
      socket.write(String(process.pid));
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address(name), () => {
      server.unref();
      resolve({ release: () => close(server, waiting) });
    });
  });
}

function close(server: Server, waiting: ReadonlySet<import('node:net').Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

/** Process id of the holder, as it says itself, or null when nobody holds the lock. */
export function holder(name: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(address(name));
    socket.once('data', (pid) => {
      resolve(pid.toString('utf8'));
      socket.destroy();
    });
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

/** Waits until the present holder lets go; returns at once when there is none. */
function holderGone(name: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(address(name));
    socket.resume();
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
  });
}

/** Takes the lock, waiting as long as it takes; `onWait` is told once who holds it. */
export async function lock(name: string, onWait: (holderPid: string) => void): Promise<Lock> {
  for (let told = false; ; ) {
    const taken = await tryLock(name);
    if (taken) return taken;
    if (!told) onWait((await holder(name)) ?? 'unknown');
    told = true;
    await holderGone(name);
  }
}
