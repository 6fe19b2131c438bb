import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fromClosingLine,
  fromExit,
  fromJest,
  fromJunit,
  fromNodeTest,
  fromPlaywright,
  judge
} from '../test/reports.mjs';

describe('what a suite reports', () => {
  let folder;
  const written = text => {
    const path = join(folder, 'report');
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'reports-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is counted from Jest, files that could not run as failures', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 1,
      numTodoTests: 1
    };
    expect(judge(fromJest, written(JSON.stringify(report)), 1, [])).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2
    });
  });

  it('is counted from pytest, errors as failures', () => {
    const xml =
      '<testsuites name="x"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1"></testsuite></testsuites>';
    expect(judge(fromJunit, written(xml), 1, [])).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  it('is counted from Playwright, flaky tests as failures', () => {
    const report = { stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 0 }, errors: [] };
    expect(judge(fromPlaywright, written(JSON.stringify(report)), 0, [])).toEqual({
      passed: 4,
      failed: 1,
      skipped: 0
    });
  });

  it('is read from a closing line, else from the exit status', () => {
    expect(judge(fromClosingLine, undefined, 0, ['3 passed, 0 failed, 1 skipped', ''])).toEqual({
      passed: 3,
      failed: 0,
      skipped: 1
    });
    expect(judge(fromExit, undefined, 0, [])).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it('is read from what node --test prints', () => {
    const lines = ['# tests 4', '# pass 2', '# fail 1', '# cancelled 0', '# skipped 1', '# todo 0'];
    expect(judge(fromNodeTest, undefined, 1, lines)).toEqual({ passed: 2, failed: 1, skipped: 1 });
    expect(judge(fromNodeTest, undefined, 1, ['no such file'])).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0
    });
  });

  it('is a failure where the report is missing, empty, or better than the exit status', () => {
    const failure = { passed: 0, failed: 1, skipped: 0 };
    expect(judge(fromJest, join(folder, 'none'), 0, [])).toEqual(failure);
    expect(
      judge(
        fromPlaywright,
        written('{"stats": {"expected": 0, "unexpected": 0, "flaky": 0, "skipped": 0}}'),
        0,
        []
      )
    ).toEqual(failure);
    expect(judge(fromClosingLine, undefined, 3, ['3 passed, 0 failed'])).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0
    });
  });
});
