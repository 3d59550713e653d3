import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { holder, lock, tryLock } from '../../src/run/lock.ts';

const MODULE = new URL('../../src/run/lock.js', import.meta.url).href;
let names = 0;
const newName = (): string => `test-${process.pid}-${++names}`;
const limited = { timeout: 60_000 };

/** Another process that takes the lock, says so, and holds it until it is ended. */
async function holdElsewhere(name: string): Promise<ChildProcess> {
  const body = `import { tryLock } from ${JSON.stringify(MODULE)};
const held = await tryLock(${JSON.stringify(name)});
console.log(held === null ? 'not mine' : 'mine');
setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', body], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    timeout: 50_000,
  });
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  assert.equal(String(said).trim(), 'mine');
  return child;
}

describe('a lock', limited, () => {
  it('is had by one at a time, and by the next once it is released', async () => {
    const name = newName();
    const first = await tryLock(name);
    assert.ok(first);
    assert.equal(await tryLock(name), null);
    await first.release();
    const second = await tryLock(name);
    assert.ok(second);
    await second.release();
  });

  it('is another one under another name', async () => {
    const locks = [await tryLock(newName()), await tryLock(newName())];
    for (const one of locks) {
      assert.ok(one);
      await one.release();
    }
  });

  it('tells who has it', async () => {
    const name = newName();
    assert.equal(await holder(name), null);
    const held = await lock(name, () => assert.fail('nobody has it'));
    assert.equal(await holder(name), String(process.pid));
    assert.equal(await holder(name), String(process.pid), 'to everybody who asks');
    await held.release();
    assert.equal(await holder(name), null);
  });

  it('is waited for as long as it takes, and who holds it is told once', async () => {
    const name = newName();
    const held = await lock(name, () => assert.fail('nobody has it'));
    const told: string[] = [];
    let isMine = false;
    const waiting = lock(name, (pid) => told.push(pid)).then((mine) => {
      isMine = true;
      return mine;
    });
    for (let turn = 0; turn < 200 && told.length === 0; turn++) await wait(10);
    await wait(50);
    assert.deepEqual([told, isMine], [[String(process.pid)], false]);
    await held.release();
    const mine = await waiting;
    assert.deepEqual(told, [String(process.pid)]);
    await mine.release();
  });

  it('goes from one to the next of many who wait, to each alone', async () => {
    const name = newName();
    let inside = 0;
    const turns = Array.from({ length: 6 }, async () => {
      const mine = await lock(name, () => {});
      assert.equal(++inside, 1);
      await wait(5);
      inside--;
      await mine.release();
    });
    await Promise.all(turns);
  });

  it('is released by the system when its holder is killed', async () => {
    const name = newName();
    const child = await holdElsewhere(name);
    assert.equal(await tryLock(name), null);
    const told: string[] = [];
    const waiting = lock(name, (pid) => told.push(pid));
    for (let turn = 0; turn < 500 && told.length === 0; turn++) await wait(10);
    child.kill('SIGKILL');
    await (await waiting).release();
    assert.deepEqual(told, [String(child.pid)]);
  });

  it('keeps no process alive, neither by holding nor by being asked for', async () => {
    const body = `import { holder, tryLock } from ${JSON.stringify(MODULE)};
await tryLock(${JSON.stringify(newName())});
console.log(await holder(${JSON.stringify(newName())}));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', body], { stdio: 'ignore', timeout: 30_000 });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
